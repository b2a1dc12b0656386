/** Limits how many batches run at a time. */

import { noTurnInTime, WaitingLine, type Patience } from '../waiting-line.js';

/**
 * Limits how many batches run at a time. With a free slot a batch starts at the end of this turn of the event loop, so an
 * idle server adds no delay. Otherwise batches wait, and a waiting batch keeps filling up.
 */
export class ConcurrencyLimit {
  readonly #waiting = new WaitingLine();

  constructor(
    private free: number,
    private readonly patienceMs: Patience,
  ) {}

  /**
   * Dispatches a batch as soon as a slot is free, and takes the slot.
   * @param giveUp called in place of `dispatch` when no slot becomes free in time
   */
  start(dispatch: () => void, giveUp: (error: Error) => void): void {
    if (this.free <= 0) {
      this.#waiting.join(dispatch, () => giveUp(noTurnInTime()), this.patienceMs);
      return;
    }
    this.#dispatch(dispatch);
  }

  /** Dispatches the batch that waited longest, although no slot is free: one more runs until a slot is freed. */
  hurry(): void {
    const next = this.#waiting.shift();
    if (next) this.#dispatch(next);
  }

  #dispatch(dispatch: () => void): void {
    this.free -= 1;
    setImmediate(dispatch);
  }

  /** Frees the slot when the batch ends, also with an error. */
  async releaseAfter<Result>(batch: Promise<Result>): Promise<Result> {
    try {
      return await batch;
    } finally {
      this.free += 1;
      if (this.free > 0) this.hurry();
    }
  }
}
