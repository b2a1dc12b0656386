import { LRUCache } from 'lru-cache';
import type { CustomerOutcome } from '../service/promotion-service.js';

const REMEMBERED = 10_000;

/** Which enrolments and earnings were told to callers lately: no other write can have been what made them. */
export class TakenIds {
  readonly #ids = new LRUCache<string, true>({ max: REMEMBERED });

  add(outcome: CustomerOutcome): void {
    const id = idOf(outcome);
    if (id !== null) this.#ids.set(id, true);
  }

  has(outcome: CustomerOutcome): boolean {
    const id = idOf(outcome);
    return id !== null && this.#ids.has(id);
  }
}

/** Both kinds have counters of their own, and so have organisations: the customer tells them apart. */
function idOf(outcome: CustomerOutcome): string | null {
  if (outcome.status === 'enrolled') return `enrolment ${outcome.customerId} ${outcome.issualId}`;
  return outcome.status === 'earned' ? `earning ${outcome.customerId} ${outcome.earnedId}` : null;
}
