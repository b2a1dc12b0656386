/** Holds calls back from a platform that answered 429. */

import { LRUCache } from 'lru-cache';

/** A platform counts calls by the minute, so a longer Retry-After is capped. */
const LONGEST_MS = 60_000;
const MAX_CREDENTIALS = 10_000;

/** The credentials that the platform is throttling. */
export class Throttle {
  /** By credential; by `performance.now()`. */
  readonly #until = new LRUCache<string, number>({ max: MAX_CREDENTIALS });

  hold(credential: string, forMs: number): void {
    this.#until.set(credential, performance.now() + Math.min(forMs, LONGEST_MS));
  }

  /** The remaining wait in whole milliseconds; 0 without one. */
  leftFor(credential: string): number {
    const until = this.#until.get(credential) ?? 0;
    return Math.max(0, Math.ceil(until - performance.now()));
  }
}
