import { Batching } from './batching.js';
import { Lanes } from './lanes.js';
import type { LocalPromotionService } from './local-promotion-service.js';
import type { BulkCommand, BulkOutcome, PromotionService } from './promotion-service.js';

/** The customers of a call that still shares a transaction with others, and of all that share one. */
const MAX_SHARING_CUSTOMERS = 10;
const MAX_CUSTOMERS_TOGETHER = 100;

/** Two transactions of merged calls at a time keep the store busy; with more, each would merge less. */
const SHARED_LANES = 2;
/** Lanes of their own, so that large calls do not hold up small ones. */
const OWN_LANES = 8;

/**
 * Merges small calls that come in at the same time into one transaction: enrolments of one organisation, or
 * earnings. Large calls, which fill a transaction by themselves, and everything else go one by one.
 */
export function batchingPromotionService(service: LocalPromotionService): PromotionService {
  const together = new Batching<BulkCommand, BulkOutcome>({
    keyOf: ({ caller, request }) => `${caller.organisation.organisationId} ${request.action}`,
    sizeOf: ({ lookups }) => lookups.length,
    maxSize: MAX_CUSTOMERS_TOGETHER,
    mayJoin: hasNoKeyOf,
    lanes: new Lanes(SHARED_LANES),
    run: (commands) => service.carryOutTogether(commands),
  });
  const alone = new Batching<BulkCommand, BulkOutcome>({
    keyOf: () => '',
    sizeOf: () => 1,
    maxSize: 1,
    lanes: new Lanes(OWN_LANES),
    run: (commands) => Promise.all(commands.map((command) => service.carryOut(command))),
  });
  return { carryOut: (command) => (isMergeable(command) ? together : alone).add(command) };
}

function isMergeable({ request, lookups, dryRun }: BulkCommand): boolean {
  const merges = request.action === 'ENROL' || request.action === 'EARN';
  return merges && !dryRun && lookups.length <= MAX_SHARING_CUSTOMERS;
}

/** Two calls with the same key never share a transaction: the second is to find the answer of the first. */
function hasNoKeyOf(command: BulkCommand, batch: readonly BulkCommand[]): boolean {
  const { idempotencyKey: key } = command;
  return key === null || !batch.some(({ idempotencyKey }) => idempotencyKey === key);
}
