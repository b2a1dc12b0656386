import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlatformUnavailable } from '../../../src/service/ports.js';
import { FreshCache, MAX_WEIGHT } from '../../../src/upstream/reads/fresh-cache.js';

let cache: FreshCache;
let stale: number;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'Date'] });
  cache = new FreshCache();
  stale = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const read = (load: () => Promise<string>) =>
  cache.read('7 promotion 500', { load, weigh: (text) => text.length }, () => (stale += 1));
const gives = (value: string) => vi.fn(() => Promise.resolve(value));
const away = () => Promise.reject(new PlatformUnavailable(1_000));

describe('what was read of a platform', () => {
  it('is shown for some seconds without being read anew, and then is', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map(gives);
    expect(await read(first!)).toBe('a');
    vi.advanceTimersByTime(4_000);
    expect(await read(second!)).toBe('a');
    vi.advanceTimersByTime(2_000);
    expect(await read(third!)).toBe('c');
    expect(second).not.toHaveBeenCalled();
    expect(stale).toBe(0);
  });

  it('is read once for all who want it at the same time', async () => {
    const load = gives('a');
    expect(await Promise.all([read(load), read(load), read(load)])).toEqual(['a', 'a', 'a']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is served stale while the platform is away, which is reported; a list that was never read is not', async () => {
    await expect(read(away)).rejects.toBeInstanceOf(PlatformUnavailable);
    await read(gives('a'));
    vi.advanceTimersByTime(30_000);
    expect(await read(away)).toBe('a');
    expect(stale).toBe(1);
  });

  it('is not shown on where something else went wrong', async () => {
    await read(gives('a'));
    vi.advanceTimersByTime(30_000);
    await expect(read(() => Promise.reject(new TypeError('x')))).rejects.toBeInstanceOf(TypeError);
    expect(stale).toBe(0);
  });

  it('is kept within a weight, however many are read', async () => {
    // 20,000 customers with 169 promotions each.
    const weight = 400_000;
    for (let n = 0; n < 20_000; n++) {
      const reading = { load: () => Promise.resolve(n), weigh: () => weight };
      await cache.read(`7 histories ${n}`, reading, () => undefined);
      expect(cache.weight).toBeLessThanOrEqual(MAX_WEIGHT);
    }
    expect(cache.weight).toBeGreaterThan(MAX_WEIGHT / 2);
    const { load } = { load: vi.fn(() => Promise.resolve(-1)) };
    const latest = { load, weigh: () => weight };
    expect(await cache.read('7 histories 19999', latest, () => undefined)).toBe(19_999);
    expect(load).not.toHaveBeenCalled();
  });

  it('is not kept where it alone weighs too much', async () => {
    const heavy = { load: gives('a'), weigh: () => MAX_WEIGHT + 1 };
    expect(await cache.read('7 histories 1', heavy, () => undefined)).toBe('a');
    expect(cache.weight).toBe(0);
  });

  it('leaves once it is too old to be shown, though it is never asked for again', async () => {
    // An instant of 0 counts as none.
    vi.advanceTimersByTime(1);
    await read(gives('a'));
    expect(cache.weight).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(70_000);
    expect(cache.weight).toBe(0);
  });

  it.each([
    ['an answer', () => Promise.resolve('before')],
    ['an error', () => Promise.reject(new TypeError('before'))],
  ])('is forgotten when it changes, and %s that was under way is not kept', async (_, end) => {
    let release = (): void => expect.unreachable();
    const released = new Promise<void>((resolve) => (release = resolve));
    const underWay = read(() => released.then(end));
    cache.forget('7 promotion 500');
    const after = read(gives('after'));
    release();
    await underWay.catch(() => undefined);
    expect(await after).toBe('after');
    expect(await read(gives('later'))).toBe('after');
  });

  it('is read anew in another language, which replaces it', async () => {
    const reads: string[] = [];
    const inLanguage = (language: string) =>
      cache.read(
        '7 promotion 500',
        {
          load: () => Promise.resolve(reads.push(language)),
          weigh: () => 1,
          language,
        },
        () => undefined,
      );
    const both = [inLanguage('de'), inLanguage('fr'), inLanguage('fr')];
    await Promise.all(both);
    expect(reads).toEqual(['de', 'fr']);
    await inLanguage('fr');
    expect(reads).toEqual(['de', 'fr']);
    await inLanguage('de');
    expect(reads).toEqual(['de', 'fr', 'de']);
    cache.forget('7 promotion 500');
    await inLanguage('de');
    expect(reads).toHaveLength(4);
  });
});
