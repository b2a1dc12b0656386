/** Spreads the work of one request over turns of the event loop. */

/** Some 10 ms of work, when the unit is one call of a resolver or two items of a page. */
const UNITS_PER_TURN = 500;

/** The work of one request in units: after some hundreds of them, other requests have a turn. */
export class Turns {
  #left = UNITS_PER_TURN;
  #next: Promise<void> | null = null;

  /** @returns null when there is room in this turn for work of so many units, else a promise of a later turn */
  take(units: number): Promise<void> | null {
    if (this.#left <= 0) return this.#takeLater(units);
    this.#left -= units;
    return null;
  }

  async #takeLater(units: number): Promise<void> {
    while (this.#left <= 0) await this.#nextTurn();
    this.#left -= units;
  }

  #nextTurn(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null;
        this.#left = UNITS_PER_TURN;
        resolve();
      });
    });
    return this.#next;
  }
}
