/** Executes a bulk request: rules, look-ups, service. */

import type { BulkRequest } from '../domain/bulk-request.js';
import type { CustomerKey } from '../domain/customer.js';
import type { Refusal } from '../domain/errors.js';
import { refuseRequest } from '../domain/rules.js';
import { StoreUnavailable } from '../service/ports.js';
import type { BulkOutcome, CustomerLookup } from '../service/promotion-service.js';
import { toLookup } from './find-customer.js';
import type { Scope } from './scope.js';

/** Options of an execution. */
export interface ExecuteOptions {
  readonly idempotencyKey?: string | null;
  readonly dryRun?: boolean;
  /** Positions that the door's own validation has refused already. */
  readonly refusedCustomers?: ReadonlyMap<number, Refusal>;
}

/**
 * One call's way through, the same for every door: what can be refused unseen is, the rest counts against the
 * client's rate limit, then customers are looked up, then the service acts.
 */
export async function executeBulkRequest(
  scope: Scope,
  request: BulkRequest,
  manner: ExecuteOptions = {},
): Promise<BulkOutcome> {
  const refusal = admit(scope, request, manner);
  return refusal ? { status: 'refused', refusal } : carryOutAdmitted(scope, request, manner);
}

/** Refuses a call unseen, or counts it against the client's rate limit. @returns why not, or null */
export function admit(
  { quota }: Scope,
  request: BulkRequest,
  { idempotencyKey = null, dryRun = false }: ExecuteOptions,
): Refusal | null {
  // With a key a refusal is to be remembered as well, and keys are kept by the service, which refuses it again.
  const refusal = idempotencyKey === null || dryRun ? refuseRequest(request) : null;
  return refusal ?? quota.take(request.customers.length);
}

/**
 * Executes a call that was admitted. After one call of a request found the store unavailable, the others fail at once:
 * each would wait as long, one after the other.
 * @throws StoreUnavailable
 */
export async function carryOutAdmitted(
  scope: Scope,
  request: BulkRequest,
  manner: ExecuteOptions,
): Promise<BulkOutcome> {
  if (scope.storeFailure) throw scope.storeFailure;
  try {
    return await carryOut(scope, request, manner);
  } catch (error) {
    if (error instanceof StoreUnavailable) scope.storeFailure = error;
    throw error;
  }
}

async function carryOut(
  scope: Scope,
  request: BulkRequest,
  { idempotencyKey = null, dryRun = false, refusedCustomers = new Map() }: ExecuteOptions,
): Promise<BulkOutcome> {
  const lookups = refuseRequest(request) ? [] : await lookUpCustomers(scope, request, refusedCustomers);
  const { service, caller, requestId, attribution, remarks } = scope;
  const outcome = await service.execute({
    caller,
    requestId,
    request,
    lookups,
    idempotencyKey,
    dryRun,
    ...(attribution && { attribution }),
  });
  if (outcome.upstreamRequestId !== undefined) remarks.upstreamRequestIds.add(outcome.upstreamRequestId);
  return outcome;
}

/** lookups[i] is request.customers[i], all of them in one batch, or left to a service that finds them itself. */
async function lookUpCustomers(
  { customers: loader, service }: Scope,
  { identifierName, customers }: BulkRequest,
  refusedCustomers: ReadonlyMap<number, Refusal>,
): Promise<CustomerLookup[]> {
  const keys = customers.map(
    (customer, i) => refusedCustomers.get(i) ?? loader.readKey(identifierName, customer),
  );
  if (service.delegates) return keys.map(deferred);
  const found = await loader.loadAll(keys.filter(isKey));
  let next = 0;
  return keys.map((key) => toLookup(key, isKey(key) ? (found[next++] ?? null) : null));
}

function isKey(key: CustomerKey | Refusal): key is CustomerKey {
  return !('fault' in key);
}

/** Leaves the look-up to the service; an identifier without a key is refused at once. */
function deferred(key: CustomerKey | Refusal): CustomerLookup {
  return 'fault' in key ? { status: 'refused', refusal: key } : { status: 'deferred', key };
}
