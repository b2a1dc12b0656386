/** Caches reads of the platform for some seconds, within a weight. */

import { LRUCache } from 'lru-cache';
import { PlatformUnavailable } from '../../service/ports.js';

const FRESH_MS = 5_000;
/** How long a cached value is served while the platform is unavailable. */
const STALE_MS = 60_000;
/** The bound of all values together: a quarter of a small heap. */
export const MAX_WEIGHT = 64 * 1024 * 1024;

interface Entry {
  readonly value: Promise<unknown>;
  readonly weight: number;
  readonly readAt: number;
}

/** The reading of a value and its weight in bytes. */
export interface Reading<Value> {
  readonly load: () => Promise<Value>;
  readonly weigh: (value: Value) => number;
}

/**
 * Caches values for some seconds, and for a minute while the platform is unavailable. Concurrent readers of a value share
 * one read.
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
   * @param onStale called when a value is served although it is stale
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

  /** The weight of all cached values. */
  get weight(): number {
    return this.#entries.calculatedSize;
  }

  /** Drops a value that changed; a read in progress repeats. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.#underWay.delete(key);
  }

  #load<Value>(key: string, { load, weigh }: Reading<Value>): Promise<Value> {
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay as Promise<Value>;
    const loading = load().then(
      (value) => {
        // A read that began before the change must not be cached.
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
