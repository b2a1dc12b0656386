/** Queues work for a turn at the store, for a limited time. */

import { StoreUnavailable } from './ports.js';

/** How long work waits for its turn, in milliseconds; null where the time has no limit. */
export type Patience = number | null;

/** Work that waits for its turn, in the order in which it came. What waits for too long leaves the line. */
export class WaitingLine {
  readonly #waiting = new Set<() => void>();

  constructor(private readonly patienceMs: Patience) {}

  get length(): number {
    return this.#waiting.size;
  }

  /** @param giveUp called in place of `begin` when the turn does not come in time */
  join(begin: () => void, giveUp: (error: StoreUnavailable) => void): void {
    if (this.patienceMs === null) {
      this.#waiting.add(begin);
      return;
    }
    const beginInTime = () => {
      clearTimeout(timer);
      begin();
    };
    const timer = setTimeout(() => {
      this.#waiting.delete(beginInTime);
      giveUp(new StoreUnavailable('The store had no free connection in time'));
    }, this.patienceMs);
    this.#waiting.add(beginInTime);
  }

  /** Takes the first one from the line. */
  shift(): (() => void) | undefined {
    for (const begin of this.#waiting) {
      this.#waiting.delete(begin);
      return begin;
    }
    return undefined;
  }
}
