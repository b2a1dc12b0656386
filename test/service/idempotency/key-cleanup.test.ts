import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetOldKeys, startKeyCleanup } from '../../../src/service/idempotency/key-cleanup.js';
import type { KeyRecords } from '../../../src/service/idempotency/key-records.js';

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;

/** Records that forget as many keys as each call says in turn, and none after that. */
function recordsThatForget(...counts: readonly number[]) {
  const left = [...counts];
  const forget = vi.fn<KeyRecords['forget']>(() => Promise.resolve(left.shift() ?? 0));
  return { forget, findLatest: () => Promise.resolve(null) };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['once when there are none', [0], 1],
  ['once when there are fewer than it deletes at once', [999], 1],
  ['until there are fewer than it deletes at once', [1_000, 1_000, 5, 1_000], 3],
  ['once more after exactly as many as it deletes at once', [1_000], 2],
])('the clean-up deletes keys older than a day, %s', async (_, counts, calls) => {
  const records = recordsThatForget(...counts);
  await forgetOldKeys(records);
  expect(records.forget.mock.calls).toEqual(Array.from({ length: calls }, () => [DAY_MS, 1_000]));
});

it('the clean-up in the background runs every ten minutes until it is stopped', async () => {
  const records = recordsThatForget();
  const stop = startKeyCleanup(records, () => undefined);
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS - 1);
  expect(records.forget).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(records.forget).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS);
  expect(records.forget).toHaveBeenCalledTimes(2);
  stop();
  await vi.advanceTimersByTimeAsync(2 * TEN_MINUTES_MS);
  expect(records.forget).toHaveBeenCalledTimes(2);
});

it('the clean-up in the background reports a failure, and runs again ten minutes later', async () => {
  const failure = new Error('no store');
  const records = recordsThatForget();
  records.forget.mockRejectedValueOnce(failure);
  const onError = vi.fn();
  const stop = startKeyCleanup(records, onError);
  await vi.advanceTimersByTimeAsync(2 * TEN_MINUTES_MS);
  stop();
  expect(onError.mock.calls).toEqual([[failure]]);
  expect(records.forget).toHaveBeenCalledTimes(2);
});
