/** Queues work for its turn, for a limited time. */

import { StoreUnavailable } from './ports.js';

/** How long work waits for its turn, in milliseconds; null where the time has no limit. */
export type Patience = number | null;

/** Work that waits for its turn, in the order in which it came. What waits for too long leaves the line. */
export class WaitingLine {
  readonly #waiting = new Set<() => void>();

  get length(): number {
    return this.#waiting.size;
  }

  /** @param giveUp called in place of `begin` when the turn does not come in time */
  join(begin: () => void, giveUp: () => void, patienceMs: Patience): void {
    if (patienceMs === null) {
      this.#waiting.add(begin);
      return;
    }
    const beginInTime = () => {
      clearTimeout(timer);
      begin();
    };
    const timer = setTimeout(() => {
      this.#waiting.delete(beginInTime);
      giveUp();
    }, patienceMs);
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

/** The error of work whose turn at the store did not come in time. */
export function noTurnInTime(): StoreUnavailable {
  return new StoreUnavailable('The store had no free connection in time');
}
