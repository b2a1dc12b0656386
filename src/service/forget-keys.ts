import type { Clock, KeyRecords } from './ports.js';

/** For how long a key is remembered, at least. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;
const EVERY_MS = 10 * 60 * 1_000;
const AT_ONCE = 1_000;

/** Forgets the keys that are old enough. */
export async function forgetOldKeys(records: KeyRecords, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_FOR_MS);
  while ((await records.forget(before, AT_ONCE)) === AT_ONCE);
}

/**
 * Forgets old keys from time to time, in the background.
 * @param onError told of what went wrong; the next time comes all the same
 * @returns stops it
 */
export function keepForgettingKeys(
  records: KeyRecords,
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    forgetOldKeys(records, clock).catch(onError);
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
