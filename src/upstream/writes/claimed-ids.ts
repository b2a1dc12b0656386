/** Remembers the ids that were reported to callers. */

import { LRUCache } from 'lru-cache';
import type { CustomerOutcome } from '../../service/promotion-service.js';

const REMEMBERED = 10_000;

/** The ids that were reported to callers recently, which no other write can have caused. */
export class ClaimedIds {
  readonly #ids = new LRUCache<string, true>({ max: REMEMBERED });

  add(outcome: CustomerOutcome): void {
    for (const id of idsOf(outcome)) this.#ids.set(id, true);
  }

  has(outcome: CustomerOutcome): boolean {
    return idsOf(outcome).some((id) => this.#ids.has(id));
  }
}

/**
 * Both kinds have counters of their own, and so have organisations: the customer tells them apart. A revocation of an
 * enrolment is never reconciled, so that nothing has to be remembered of it.
 */
function idsOf(outcome: CustomerOutcome): string[] {
  switch (outcome.status) {
    case 'enrolled':
      return [`enrolment ${outcome.customerId} ${outcome.issualId}`];
    case 'earned':
      return [`earning ${outcome.customerId} ${outcome.earnedId}`];
    case 'earningsRevoked':
      return outcome.earnedIds.map((earnedId) => `revocation ${outcome.customerId} ${earnedId}`);
    case 'enrolmentRevoked':
    case 'refused':
      return [];
  }
}
