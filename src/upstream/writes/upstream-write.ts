/** A write to the platform: what, where, and for which customers. */

import { type BulkRequest, type Operation, type RequestedAction } from '../../domain/bulk-request.js';
import { writtenForm, type CustomerKey } from '../../domain/customer.js';
import type { CallTime } from '../client/call-time.js';
import type { RequestOrigin } from '../../service/request-origin.js';
import type { BulkCommand, CustomerLookup, NamedPromotion } from '../../service/promotion-service.js';

/** One customer to whom a write is addressed. */
export interface WriteTarget {
  readonly key: CustomerKey;
  /** The earnings to revoke; null means all live ones. */
  readonly earnedIds: readonly string[] | null;
}

/** One write to the platform: an action in a promotion, for customers who are all named by the same kind of identifier. */
export interface UpstreamWrite {
  readonly origin: RequestOrigin;
  readonly operation: Operation;
  /** Null for an action that the operation does not have here: the platform judges it. */
  readonly action: RequestedAction | null;
  /** The action as the caller wrote it. */
  readonly writtenAction: string;
  readonly promotion: NamedPromotion;
  /** Whether the customers' earnings are read before they are revoked. */
  readonly readsBefore: boolean;
  readonly targets: readonly WriteTarget[];
  readonly time: CallTime;
}

/** A write without its targets and times: what writes must share to be coalesced. */
export type CoalescingKey = Omit<UpstreamWrite, 'targets' | 'time'>;

export function coalescingKeyOf(command: BulkCommand): CoalescingKey {
  const { request, action, idempotencyKey, showsEnrolments = false } = command;
  const { operation, action: writtenAction, programId, promotionId, promoIdentifier } = request;
  // A request that names no program breaks a rule and does not come here.
  const promotion = { programId: programId ?? '', promotionId, promoIdentifier };
  // A call with a key may be answered again at another door, and has its outcome settled where its answer is lost.
  const readsBefore = showsEnrolments || idempotencyKey !== null;
  return { origin: originOf(command), readsBefore, operation, action, writtenAction, promotion };
}

export function originOf({ caller, requestId, forwarded }: RequestOrigin): RequestOrigin {
  return { caller, requestId, ...(forwarded && { forwarded }) };
}

/** The target of a position; null when it was refused already. */
export function writeTargetOf({ request, lookups }: BulkCommand, position: number): WriteTarget | null {
  const lookup = lookups[position];
  if (!lookup || lookup.status === 'refused') return null;
  return { key: keyOf(lookup), earnedIds: request.customers[position]?.earnedIds ?? null };
}

function keyOf(lookup: Exclude<CustomerLookup, { status: 'refused' }>): CustomerKey {
  if (lookup.status === 'deferred') return lookup.key;
  return { identifierName: 'ID', value: lookup.customerId, source: 'ALL' };
}

/** The write as a request of the documented operation. */
export function requestOf({
  operation,
  writtenAction: action,
  promotion,
  targets,
}: UpstreamWrite): BulkRequest {
  return {
    operation,
    entityType: 'CUSTOMER',
    action,
    ...promotion,
    identifierName: targets[0]?.key.identifierName ?? '',
    customers: targets.map(({ key, earnedIds }) => ({
      identifierValue: writtenForm(key),
      source: key.source,
      ...(earnedIds && { earnedIds }),
    })),
  };
}
