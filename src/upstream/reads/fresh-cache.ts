/** Caches reads of the platform for some seconds, within a weight. */

import { LRUCache } from 'lru-cache';
import { PlatformUnavailable } from '../../service/ports.js';

const FRESH_MS = 5_000;
/** For so long what was read is shown on while the platform cannot be asked. */
const STALE_MS = 60_000;
/** All values together: a quarter of a small heap. */
export const MAX_WEIGHT = 64 * 1024 * 1024;

interface Entry {
  readonly value: Promise<unknown>;
  readonly weight: number;
  readonly readAt: number;
}

/** How a value is read, and what it weighs in bytes or so. */
export interface Reading<Value> {
  readonly load: () => Promise<Value>;
  readonly weigh: (value: Value) => number;
}

/**
 * Keeps what was read for some seconds, and for a minute where the platform cannot be asked anew. Many who want
 * the same at once wait for one reading.
 */
export class FreshCache {
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: ({ weight }, key) => weight + key.length,
    ttl: FRESH_MS + STALE_MS,
    ttlAutopurge: true,
    perf: { now: () => performance.now() },
  });
  readonly #underWay = new Map<string, Promise<unknown>>();

  /**
   * @param key of the organisation, and of what is read
   * @param onStale told where what is shown was read before
   */
  async read<Value>(key: string, { load, weigh }: Reading<Value>, onStale: () => void): Promise<Value> {
    const entry = this.#entries.get(key);
    if (entry && performance.now() - entry.readAt < FRESH_MS) return entry.value as Promise<Value>;
    try {
      return await this.#load(key, { load, weigh });
    } catch (error) {
      if (!entry || !(error instanceof PlatformUnavailable)) throw error;
      onStale();
      return entry.value as Promise<Value>;
    }
  }

  /** What all that is kept weighs. */
  get weight(): number {
    return this.#entries.calculatedSize;
  }

  /** What changed is read anew, by whoever is reading it now as well. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.#underWay.delete(key);
  }

  #load<Value>(key: string, { load, weigh }: Reading<Value>): Promise<Value> {
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay as Promise<Value>;
    const loading = load().then(
      (value) => {
        // One that began before something changed is not to be kept.
        if (this.#underWay.get(key) === loading) {
          this.#underWay.delete(key);
          const entry = { value: loading, weight: Math.ceil(weigh(value)), readAt: performance.now() };
          this.#entries.set(key, entry);
        }
        return value;
      },
      (error: unknown) => {
        if (this.#underWay.get(key) === loading) this.#underWay.delete(key);
        throw error;
      },
    );
    this.#underWay.set(key, loading);
    return loading;
  }
}
