/** Queues calls for the connections to a platform. */

import { isOver } from './call-time.js';

/** The calls that may wait for a connection: a hundred times as many as can run. */
const MAX_WAITING = 1_600;

/** Grants connections in the order of the requests, while there is time to use them. */
export class ConnectionQueue {
  /** In order of arrival. */
  readonly #waiting = new Set<() => void>();

  constructor(private free: number) {}

  /**
   * Takes a connection, which the caller must release.
   * @param until by `performance.now()`
   * @returns whether one was free in time
   */
  take(until: number): Promise<boolean> {
    if (isOver(until)) return Promise.resolve(false);
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(true);
    }
    if (this.#waiting.size >= MAX_WAITING) return Promise.resolve(false);
    return new Promise((resolve) => {
      const grant = () => {
        clearTimeout(timer);
        this.#waiting.delete(grant);
        resolve(true);
      };
      const giveUp = () => {
        this.#waiting.delete(grant);
        resolve(false);
      };
      const timer = setTimeout(giveUp, until - performance.now());
      this.#waiting.add(grant);
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.free += 1;
  }
}
