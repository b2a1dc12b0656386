import { expect, it, onTestFinished, vi } from 'vitest';
import { ConcurrencyLimit } from '../../../src/service/batching/concurrency-limit.js';
import { limitedLoader } from '../../../src/service/batching/limited-loader.js';

const turn = () => new Promise(setImmediate);

it('a loader refuses look-ups that no slot takes in time, and does those that come later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const asked: (readonly string[])[] = [];
  const ends: (() => void)[] = [];
  const loader = limitedLoader<string, string>({
    limit: new ConcurrencyLimit(1, 1_000),
    maxBatchSize: 10,
    find: async (keys) => {
      asked.push(keys);
      await new Promise<void>((resolve) => ends.push(resolve));
      return keys.map((key) => key.toUpperCase());
    },
  });
  const first = loader.load('a');
  await turn();
  const late = Promise.allSettled([loader.load('b'), loader.load('c')]);
  vi.advanceTimersByTime(1_000);
  expect(await late).toMatchObject([
    { status: 'rejected', reason: { name: 'StoreUnavailable' } },
    { status: 'rejected', reason: { name: 'StoreUnavailable' } },
  ]);
  const next = loader.load('d');
  ends.shift()?.();
  expect(await first).toBe('A');
  await turn();
  ends.shift()?.();
  expect(await next).toBe('D');
  expect(asked).toEqual([['a'], ['d']]);
});
