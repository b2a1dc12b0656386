/** Customers whose calls fail in ways that data cannot cause. */

import { LRUCache } from 'lru-cache';
import type { Refusal } from '../domain/errors/errors.js';
import { catalogue } from '../domain/errors/error-catalogue.js';
import type { CustomerData } from '../postgres/store-organisation.js';
import type { BulkCommand, BulkOutcome, PromotionService } from '../service/promotion-service.js';

const SOON_MS = 1_000;

/** Failures that demo data cannot cause, by the local part of their customer's email. */
const fates = {
  'issue-failed': { fault: 'ISSUE_FAILED' },
  'in-progress': { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: SOON_MS },
  throttled: { fault: 'THROTTLED', retryAfterMs: SOON_MS },
  unavailable: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: SOON_MS },
  busy: { fault: 'CUSTOMER_BUSY', retryAfterMs: SOON_MS },
  unrecognised: { fault: 'UNRECOGNISED' },
  'outcome-unknown': { fault: 'OUTCOME_UNKNOWN' },
} as const satisfies Record<string, Refusal>;

/** 600009001 and on, with mobiles from 919000009001, all INSTORE. */
export const labCustomers = Object.entries<Refusal>(fates).map(([name, fate], i) => {
  const number = 9_001 + i;
  const customer: CustomerData = {
    customerId: String(600_000_000 + number),
    identifiers: [
      { name: 'MOBILE', value: String(919_000_000_000 + number), source: 'INSTORE' },
      { name: 'EMAIL', value: `${name}@example.com`, source: 'INSTORE' },
    ],
  };
  return { customer, fate };
});

const fateByCustomer = new Map(labCustomers.map(({ customer, fate }) => [customer.customerId, fate]));

/** The number of keys of failed calls that the lab remembers. */
const MAX_KEYS = 1_000;

/**
 * Has calls of the demo organisation fail the way a platform, a network or a store fails, where they name a customer
 * of the lab: for all customers of the call, and nothing is recorded. As after a real failure, the same call with the
 * same key gets through. After an unknown outcome only the answer is lost: the call was executed.
 */
export function failureLab(service: PromotionService, organisationId: string): PromotionService {
  const failedKeys = new LRUCache<string, true>({ max: MAX_KEYS });

  /** Whether a call repeats a failed one; the lab remembers the first. */
  const comesAgain = ({ caller, request, idempotencyKey }: BulkCommand): boolean => {
    if (idempotencyKey === null) return false;
    const use = `${caller.clientId} ${request.action} ${idempotencyKey}`;
    const again = failedKeys.has(use);
    failedKeys.set(use, true);
    return again;
  };

  return {
    async execute(command) {
      const ours = command.caller.organisation.organisationId === organisationId;
      const fate = ours ? fateOf(command) : undefined;
      if (!fate) return service.execute(command);
      switch (catalogue[fate.fault].disposition) {
        case 'RETRY_SAME_KEY':
          if (comesAgain(command)) return service.execute(command);
          return meet(fate, await dryRun(service, command));
        case 'CHECK_THEN_RETRY': {
          const outcome = await service.execute(command);
          return outcome.replayOf === undefined ? meet(fate, outcome) : outcome;
        }
        case 'FIX_INPUT':
        case 'STOP':
          return meet(fate, await dryRun(service, command));
      }
    },
  };
}

/** That of the first customer who has one. A dry run has none, and without a key nothing is under way with it. */
function fateOf({ lookups, dryRun, idempotencyKey }: BulkCommand): Refusal | undefined {
  if (dryRun) return undefined;
  for (const lookup of lookups) {
    const fate = lookup.status === 'found' ? fateByCustomer.get(lookup.customerId) : undefined;
    if (fate && (fate.fault !== 'IDEMPOTENCY_IN_PROGRESS' || idempotencyKey !== null)) return fate;
  }
  return undefined;
}

/** The outcome that the call would have had: a fault of the call itself is reported first. */
function dryRun(service: PromotionService, command: BulkCommand): Promise<BulkOutcome> {
  return service.execute({ ...command, dryRun: true });
}

function meet(fate: Refusal, outcome: BulkOutcome): BulkOutcome {
  if (outcome.status === 'refused') return outcome;
  switch (catalogue[fate.fault].scope) {
    case 'REQUEST':
      return { status: 'refused', refusal: fate };
    case 'CUSTOMER': {
      const customers = outcome.customers.map((customer) =>
        customer.status === 'refused'
          ? customer
          : { status: 'refused' as const, customerId: customer.customerId, refusal: fate },
      );
      return { ...outcome, customers };
    }
  }
}
