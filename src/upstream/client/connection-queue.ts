/** Queues calls for the connections to a platform. */

import { WaitingLine } from '../../service/waiting-line.js';
import { isOver } from './call-time.js';

/** The calls that may wait for a connection: a hundred times as many as can run. */
const MAX_WAITING = 1_600;

/** Grants connections in the order of the requests, while there is time to use them. */
export class ConnectionQueue {
  readonly #waiting = new WaitingLine();

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
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(false);
    return new Promise((resolve) => {
      const grant = () => resolve(true);
      const giveUp = () => resolve(false);
      this.#waiting.join(grant, giveUp, until - performance.now());
    });
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
