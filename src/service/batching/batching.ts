/** Merges commands that arrive at the same time into batches. */

import type { ConcurrencyLimit } from './concurrency-limit.js';

export interface BatchingOptions<Item, Result> {
  /** Only items with the same key share a batch. */
  readonly keyOf: (item: Item) => string;
  /** How much of a batch an item fills. */
  readonly sizeOf: (item: Item) => number;
  readonly maxSize: number;
  /** Whether an item may share the batch with those that are in it; it may unless this says otherwise. */
  readonly mayJoin?: (item: Item, batch: readonly Item[]) => boolean;
  readonly limit: ConcurrencyLimit;
  /** @returns results[i] of items[i], or an error of item i alone; a thrown error is that of every item */
  readonly run: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch that is filling up. */
interface Batch<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  size: number;
}

/**
 * Merges items that come in at the same time, whichever request they belong to. A batch leaves as soon as a slot
 * is free and fills up only while none is: there is no timer, so an idle server adds no waiting, and the busier
 * it is the larger the batches are. A batch that no slot takes in time is refused whole, and none of it is done.
 */
export class Batching<Item, Result> {
  /** By key, the batch that the next item joins. */
  readonly #filling = new Map<string, Batch<Item, Result>>();

  constructor(private readonly options: BatchingOptions<Item, Result>) {}

  /** Has the item done in some batch. */
  add(item: Item): Promise<Result> {
    const key = this.options.keyOf(item);
    const size = this.options.sizeOf(item);
    const filling = this.#filling.get(key);
    const batch = filling && this.#hasRoom(filling, item, size) ? filling : this.#begin(key);
    batch.size += size;
    return new Promise((resolve, reject) => batch.waiting.push({ item, resolve, reject }));
  }

  #hasRoom(batch: Batch<Item, Result>, item: Item, size: number): boolean {
    const { maxSize, mayJoin } = this.options;
    if (batch.size + size > maxSize) return false;
    return mayJoin === undefined || mayJoin(item, itemsOf(batch));
  }

  #begin(key: string): Batch<Item, Result> {
    const batch: Batch<Item, Result> = { waiting: [], size: 0 };
    this.#filling.set(key, batch);
    const close = () => {
      if (this.#filling.get(key) === batch) this.#filling.delete(key);
    };
    const run = () => {
      close();
      void this.options.limit.releaseAfter(this.#run(batch));
    };
    this.options.limit.start(run, (error) => {
      close();
      for (const { reject } of batch.waiting) reject(error);
    });
    return batch;
  }

  /** Never rejects: each waiting call gets its result or error. */
  async #run(batch: Batch<Item, Result>): Promise<void> {
    try {
      const results = await this.options.run(itemsOf(batch));
      batch.waiting.forEach((waiting, i) => {
        settle(waiting, results[i]);
      });
    } catch (error) {
      for (const { reject } of batch.waiting) reject(error);
    }
  }
}

function itemsOf<Item, Result>({ waiting }: Batch<Item, Result>): Item[] {
  return waiting.map(({ item }) => item);
}

function settle<Item, Result>(
  { resolve, reject }: Waiting<Item, Result>,
  result: Result | Error | undefined,
): void {
  if (result === undefined) reject(new Error('A batch answered fewer items than it was given'));
  else if (result instanceof Error) reject(result);
  else resolve(result);
}
