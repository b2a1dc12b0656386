/** Remembers that the store refused to work. */

import type { StoreUnavailable } from '../../service/ports.js';
import { codeOf, isLasting } from './store-failure.js';

/** How long a refusal counts: a load balancer that looks every few seconds sees it. */
const COUNTS_FOR_MS = 10_000;

/**
 * Remembers that the store refused to work, for what a readiness check cannot see: a full disk refuses only the
 * writes that need room, and a changed grant only the statements that need it.
 */
export class RecentRefusal {
  #last: { readonly error: StoreUnavailable; readonly at: number } | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  note(error: StoreUnavailable): void {
    if (isLasting(codeOf(error.cause))) this.#last = { error, at: this.now() };
  }

  /** @throws StoreUnavailable, the latest refusal while it counts */
  check(): void {
    if (this.#last && this.now() - this.#last.at < COUNTS_FOR_MS) throw this.#last.error;
  }
}
