/** Records the day on which a client last called. */

import { LRUCache } from 'lru-cache';
import type { Caller } from '../caller.js';
import type { ClientId } from './credential-store.js';

/** A client and the day, in UTC, of its last call. */
export interface ClientUse extends ClientId {
  readonly day: string;
}

/** The port to the last days. */
export interface ClientUseStore {
  recordUse(uses: readonly ClientUse[]): Promise<void>;
}

/** A client that is forgotten here is written again on the same day, which changes nothing. */
const MAX_CLIENTS = 50_000;
const AT_ONCE = 1_000;
const EVERY_MS = 30_000;

/** Collects the clients that call, each once a day, until they are written. */
export class ClientUses {
  readonly #noted = new LRUCache<string, string>({ max: MAX_CLIENTS });
  #pending: ClientUse[] = [];

  note({ organisation: { organisationId }, clientId }: Caller, now: Date): void {
    const key = `${organisationId} ${clientId}`;
    const day = now.toISOString().slice(0, 10);
    if (this.#noted.get(key) === day || this.#pending.length >= MAX_CLIENTS) return;
    this.#noted.set(key, day);
    this.#pending.push({ organisationId, clientId, day });
  }

  /** Writes what was collected; what cannot be written is kept for the next time. */
  async write(store: ClientUseStore): Promise<void> {
    while (this.#pending.length > 0) {
      const uses = this.#pending.splice(0, AT_ONCE);
      try {
        await store.recordUse(uses);
      } catch (error) {
        this.#pending.unshift(...uses);
        throw error;
      }
    }
  }
}

/**
 * Writes the collected uses every 30 seconds, away from the calls.
 * @param onError receives the first of several failures in a row: a read-only store fails each time
 * @returns stops it, after a last write
 */
export function startUseRecording(
  uses: ClientUses,
  store: ClientUseStore,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let failed = false;
  const write = async () => {
    try {
      await uses.write(store);
      failed = false;
    } catch (error) {
      if (!failed) onError(error);
      failed = true;
    }
  };
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(write);
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running.then(write);
  };
}
