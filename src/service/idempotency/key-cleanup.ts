/** Deletes expired idempotency keys in the background. */

import type { ForgettableKeys } from './key-records.js';

/** For how long a key is remembered, at least. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;
const EVERY_MS = 10 * 60 * 1_000;
const AT_ONCE = 1_000;

/** Forgets the keys that are old enough by the store's clock: one process whose clock is wrong must not forget all. */
export async function forgetOldKeys(keys: ForgettableKeys): Promise<void> {
  while ((await keys.forget(KEPT_FOR_MS, AT_ONCE)) === AT_ONCE);
}

/**
 * Forgets old keys from time to time, in the background.
 * @param onError receives the error of a clean-up; the next one comes all the same
 * @returns stops it
 */
export function startKeyCleanup(keys: ForgettableKeys, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    forgetOldKeys(keys).catch(onError);
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
