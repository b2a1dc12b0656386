/** Publishes changes of a customer to its subscribers. */

import { StoreUnavailable } from '../ports.js';

/** Something was recorded or revoked for these customers of an organisation, in one promotion. */
export interface PromotionChange {
  readonly organisationId: string;
  readonly promotionId: string;
  readonly customerIds: readonly string[];
}

/**
 * Passes changes to the watchers of their customers. A customer is watched by the ids of the organisation and the
 * customer, so changes of one organisation never reach another.
 */
export class ChangeFeed {
  readonly #watches = new Map<string, Set<Watch>>();
  #listening = false;

  /** The number of watches. */
  get watching(): number {
    return [...this.#watches.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Whether a change can have a watcher at all. */
  get isWatched(): boolean {
    return this.#watches.size > 0;
  }

  /** From now on the feed receives every change. */
  resume(): void {
    this.#listening = true;
  }

  publish({ organisationId, promotionId, customerIds }: PromotionChange): void {
    for (const customerId of customerIds) {
      for (const watch of this.#watches.get(keyOf(organisationId, customerId)) ?? []) watch.add(promotionId);
    }
  }

  /** From now on the feed may miss changes: every watch ends with an error. */
  interrupt(): void {
    this.#listening = false;
    for (const watches of this.#watches.values()) for (const watch of [...watches]) watch.fail();
  }

  /**
   * The promotions that change for a customer from now on.
   * @throws StoreUnavailable while the feed may miss changes
   */
  watch(organisationId: string, customerId: string): Watch {
    if (!this.#listening) throw interruption();
    const key = keyOf(organisationId, customerId);
    const watches = this.#watches.get(key) ?? new Set<Watch>();
    this.#watches.set(key, watches);
    const watch = new Watch(() => {
      watches.delete(watch);
      if (watches.size === 0 && this.#watches.get(key) === watches) this.#watches.delete(key);
    });
    watches.add(watch);
    return watch;
  }
}

/**
 * The ids of the promotions that changed, one after the other. One that changes again before its turn has one turn:
 * a slow reader misses no current state, and nothing piles up. Returning it ends it at once, also while a reader waits
 * for the next id.
 */
export class Watch implements AsyncIterableIterator<string> {
  readonly #changed = new Set<string>();
  #ended = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(private readonly onEnd: () => void) {}

  add(promotionId: string): void {
    this.#changed.add(promotionId);
    this.#wake?.();
  }

  fail(): void {
    this.#failure = interruption();
    this.#end();
  }

  /** @throws StoreUnavailable when the feed may have missed changes */
  async next(): Promise<IteratorResult<string, undefined>> {
    while (!this.#ended) {
      for (const promotionId of this.#changed) {
        this.#changed.delete(promotionId);
        return { done: false, value: promotionId };
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure) throw this.#failure;
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
    this.onEnd();
  }
}

function keyOf(organisationId: string, customerId: string): string {
  return `${organisationId} ${customerId}`;
}

function interruption(): StoreUnavailable {
  return new StoreUnavailable('The gateway cannot receive changes');
}
