/** Spreads the work of one request over turns of the event loop. */

/** Some 10 ms of work, when the unit is one call of a resolver or two items of a page. */
const UNITS_PER_TURN = 250;
const LOOKS_PER_UNIT = 25;

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

  /**
   * Calls back when nothing waits for a later turn, at the end of the present one at the earliest. Resolvers of one list
   * that begin in several turns thus still load together.
   */
  readonly whenAllBegan = (callback: () => void): void => {
    void Promise.resolve().then(() => {
      process.nextTick(() => {
        if (this.#next) void this.#next.then(() => this.whenAllBegan(callback));
        else callback();
      });
    });
  };

  /** Finds the first of the wanted items, so many of them at most; there can be thousands to look at for each one. */
  async find<Item>(
    items: Iterable<Item>,
    isWanted: (item: Item) => boolean,
    atMost: number,
  ): Promise<Item[]> {
    const found: Item[] = [];
    let looks = 0;
    for (const item of items) {
      looks += 1;
      if (looks % LOOKS_PER_UNIT === 0) await this.take(1);
      if (isWanted(item) && found.push(item) >= atMost) break;
    }
    return found;
  }

  /** Counts the wanted items. */
  async count<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Promise<number> {
    let count = 0;
    const counts = (item: Item) => {
      if (isWanted(item)) count += 1;
      return false;
    };
    await this.find(items, counts, 0);
    return count;
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
