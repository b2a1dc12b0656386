/** A promotion service whose concurrent calls share transactions. */

import type { RequestedAction } from '../../domain/bulk-request.js';
import { Batching } from './batching.js';
import { fairService } from '../fair-share/fair-ports.js';
import type { FairShare } from '../fair-share/fair-share.js';
import { ConcurrencyLimit } from './concurrency-limit.js';
import type { LocalPromotionService } from '../local-promotion-service.js';
import type { BulkCommand, BulkOutcome, PromotionService } from '../promotion-service.js';
import type { Patience } from '../waiting-line.js';

/** The maximum number of customers of a small call, such as a phone or a till sends. */
const SMALL = 10;
/** The maximum number of customers in a shared transaction of small calls, and of large ones. */
const SMALL_TOGETHER = 100;
const LARGE_TOGETHER = 400;

/** Three shared transactions at a time keep the store busy; with more, each would merge fewer calls. */
const SHARED_BATCHES = 3;

/**
 * Merges calls that come in at the same time into one transaction: enrolments of one organisation, or earnings.
 * Large calls are merged with large ones, within a limit of their own, so that they do not hold up small ones. Dry runs
 * and revocations go one by one, within their client's share.
 */
export function batchingPromotionService(
  service: LocalPromotionService,
  share: FairShare,
  patienceMs: Patience,
): PromotionService {
  const small = shared(service, SMALL_TOGETHER, patienceMs);
  const large = shared(service, LARGE_TOGETHER, patienceMs);
  const alone = fairService(service, share);
  return {
    execute: (command) => {
      if (!isMergeable(command)) return alone.execute(command);
      return (command.lookups.length <= SMALL ? small : large).add(command);
    },
  };
}

/** @param maxSize the customers of a transaction */
function shared(
  service: LocalPromotionService,
  maxSize: number,
  patienceMs: Patience,
): Batching<BulkCommand, BulkOutcome> {
  return new Batching<BulkCommand, BulkOutcome>({
    keyOf: ({ caller, action }) => `${caller.organisation.organisationId} ${action}`,
    sizeOf: ({ lookups }) => lookups.length,
    maxSize,
    mayJoin: hasNoKeyOf,
    limit: new ConcurrencyLimit(SHARED_BATCHES, patienceMs),
    run: (commands) => service.executeBatch(commands),
  });
}

/** Whether calls for an action may share a transaction. */
const isMerged: Record<RequestedAction, boolean> = {
  ENROL: true,
  EARN: true,
  REVOKE_ENROL: false,
  REVOKE_EARN: false,
  // What it does depends on the promotion, which is not known yet.
  ISSUE: false,
};

function isMergeable({ action, dryRun }: BulkCommand): boolean {
  return !dryRun && action !== null && isMerged[action];
}

/** Two calls with the same key never share a transaction: the second is to find the answer of the first. */
function hasNoKeyOf(command: BulkCommand, batch: readonly BulkCommand[]): boolean {
  const { idempotencyKey: key } = command;
  return key === null || !batch.some(({ idempotencyKey }) => idempotencyKey === key);
}
