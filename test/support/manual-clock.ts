import type { Clock } from '../../src/service/ports.js';

/** A clock that stands still until it is set. */
export interface ManualClock extends Clock {
  set(instant: string | Date): void;
  advance(milliseconds: number): void;
}

export function manualClock(start: string): ManualClock {
  let now = new Date(start);
  return {
    now: () => now,
    set: (instant) => {
      now = new Date(instant);
    },
    advance: (milliseconds) => {
      now = new Date(now.getTime() + milliseconds);
    },
  };
}
