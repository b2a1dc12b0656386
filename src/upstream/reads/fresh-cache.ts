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
  readonly language: string;
  readonly readAt: number;
}

/** How a value is read. */
export interface Reading<Value> {
  readonly load: () => Promise<Value>;
  /** The weight of the value in bytes. */
  readonly weigh: (value: Value) => number;
  /** The languages that the caller accepts. */
  readonly language?: string;
}

/** A read in progress. */
interface Loading {
  readonly value: Promise<unknown>;
  readonly language: string;
}

/**
 * Caches values for some seconds, and for a minute while the platform is unavailable. Concurrent readers of a value share
 * one read. A reader of another language reads the value anew, and replaces it.
 */
export class FreshCache {
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: ({ weight }, key) => weight + key.length,
    ttl: FRESH_MS + STALE_MS,
    ttlAutopurge: true,
    perf: { now: () => performance.now() },
  });
  readonly #underWay = new Map<string, Loading>();

  /**
   * @param key of the organisation, and of what is read
   * @param onStale called when a value is served although it is stale
   */
  async read<Value>(key: string, reading: Reading<Value>, onStale: () => void): Promise<Value> {
    const { language = '' } = reading;
    const entry = this.#entries.get(key);
    const isFresh = entry?.language === language && performance.now() - entry.readAt < FRESH_MS;
    if (isFresh) return entry.value as Promise<Value>;
    try {
      return await this.#load(key, { ...reading, language });
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

  #load<Value>(key: string, { load, weigh, language }: Required<Reading<Value>>): Promise<Value> {
    const underWay = this.#underWay.get(key);
    if (underWay?.language === language) return underWay.value as Promise<Value>;
    const value = load().then(
      (loaded) => {
        // A read that began before the change must not be cached.
        if (this.#underWay.get(key) === loading) {
          this.#underWay.delete(key);
          const weight = Math.ceil(weigh(loaded));
          this.#entries.set(key, { value, weight, language, readAt: performance.now() });
        }
        return loaded;
      },
      (error: unknown) => {
        if (this.#underWay.get(key) === loading) this.#underWay.delete(key);
        throw error;
      },
    );
    const loading: Loading = { value, language };
    this.#underWay.set(key, loading);
    return value;
  }
}
