/** Limits how many requests are retries. */

/** In tenths of a retry: the income of a request, the cost of a retry, the maximum balance. */
const EARNED = 1;
const COST = 10;
const MOST = 100;

/** Limits retries to a tenth of the requests, so that they hardly add to an overload. */
export class RetryBudget {
  #tenths = 0;

  /** Counts a first attempt. */
  count(): void {
    this.#tenths = Math.min(MOST, this.#tenths + EARNED);
  }

  /** Whether one more retry may be made; it is counted as made. */
  take(): boolean {
    if (this.#tenths < COST) return false;
    this.#tenths -= COST;
    return true;
  }
}

const FIRST_DELAY_MS = 50;

/** How long to wait before retry number 1, 2, …: twice as long each time, with jitter over the upper half. */
export function retryDelay(retry: number, random: number): number {
  const longest = FIRST_DELAY_MS * 2 ** (retry - 1);
  return longest / 2 + (longest / 2) * random;
}
