/** Limits how many requests are retries. */

/** In tenths of a retry: what a request earns, what a retry costs, and the most that is saved up. */
const EARNED = 1;
const COST = 10;
const MOST = 100;

/** Lets retries be a tenth of the requests at most, so that they never add much to what overloads a platform. */
export class RetryBudget {
  #tenths = 0;

  /** Counts a request that is no retry. */
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
