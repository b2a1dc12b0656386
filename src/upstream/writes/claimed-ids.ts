/** Remembers the ids that were reported to callers. */

import type { CustomerOutcome } from '../../service/promotion-service.js';

/** At least so many ids are remembered, and at most twice as many. */
const REMEMBERED = 10_000;

/** The ids that were reported to callers recently, which no other write can have caused. */
export class ClaimedIds {
  #recent = new Set<string>();
  /** The ids before the recent ones: a set that is dropped as a whole costs less than an order of use. */
  #older: ReadonlySet<string> = new Set();

  add(outcome: CustomerOutcome): void {
    for (const id of idsOf(outcome)) this.#recent.add(id);
    if (this.#recent.size < REMEMBERED) return;
    this.#older = this.#recent;
    this.#recent = new Set();
  }

  has(outcome: CustomerOutcome): boolean {
    return idsOf(outcome).some((id) => this.#recent.has(id) || this.#older.has(id));
  }

  get size(): number {
    return this.#recent.size + this.#older.size;
  }
}

/**
 * Both kinds have counters of their own, and so have organisations: the customer distinguishes them. A revocation of an
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
