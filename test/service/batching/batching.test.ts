import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Batching, type BatchingOptions } from '../../../src/service/batching/batching.js';
import { ConcurrencyLimit } from '../../../src/service/batching/concurrency-limit.js';

/** The next turn of the event loop, after all that this one has put off. */
const turn = () => new Promise(setImmediate);

/** A batching of words by their first letter, each batch of which waits to be ended by the test. */
function station(
  options: Partial<BatchingOptions<string, string>> = {},
  limit = 1,
  patienceMs: number | null = null,
) {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const batching = new Batching<string, string>({
    keyOf: (word) => word.slice(0, 1),
    sizeOf: () => 1,
    maxSize: 3,
    limit: new ConcurrencyLimit(limit, patienceMs),
    run: async (words) => {
      batches.push([...words]);
      await new Promise<void>((resolve) => ends.push(resolve));
      return words.map((word) => word.toUpperCase());
    },
    ...options,
  });
  const endAll = async () => {
    for (let turns = 0; turns < 20; turns++) {
      for (const end of ends.splice(0)) end();
      await turn();
    }
  };
  return { batching, batches, endAll };
}

describe('while a slot is free', () => {
  it('an item leaves within this turn of the event loop, with all that came in the same turn', async () => {
    const { batching, batches, endAll } = station();
    const results = Promise.all([batching.add('a1'), batching.add('a2')]);
    expect(batches).toEqual([]);
    await turn();
    expect(batches).toEqual([['a1', 'a2']]);
    await endAll();
    expect(await results).toEqual(['A1', 'A2']);
  });
});

describe('while no slot is free', () => {
  async function busy(options: Partial<BatchingOptions<string, string>> = {}) {
    const opened = station(options);
    void opened.batching.add('z');
    await turn();
    opened.batches.splice(0);
    return opened;
  }

  it.each([
    ['merge', ['a1', 'a2', 'a3'], [['a1', 'a2', 'a3']]],
    ['go with those of their own key only', ['a1', 'b1', 'a2'], [['a1', 'a2'], ['b1']]],
    [
      'begin another batch when one is full',
      ['a1', 'a2', 'a3', 'a4', 'a5'],
      [
        ['a1', 'a2', 'a3'],
        ['a4', 'a5'],
      ],
    ],
  ])('items %s', async (_, words, expected) => {
    const { batching, batches, endAll } = await busy();
    const results = Promise.all(words.map((word) => batching.add(word)));
    await endAll();
    expect(await results).toEqual(words.map((word) => word.toUpperCase()));
    expect(batches).toEqual(expected);
  });

  it('an item larger than a batch goes by itself', async () => {
    const { batching, batches, endAll } = await busy({ sizeOf: (word) => word.length, maxSize: 3 });
    const results = Promise.all(['a', 'abcdef', 'ab'].map((word) => batching.add(word)));
    await endAll();
    await results;
    expect(batches).toEqual([['a'], ['abcdef'], ['ab']]);
  });

  it('an item that may not join the others goes with the next ones', async () => {
    const { batching, batches, endAll } = await busy({ mayJoin: (word, batch) => !batch.includes(word) });
    const results = Promise.all(['a1', 'a2', 'a1', 'a3'].map((word) => batching.add(word)));
    await endAll();
    expect(await results).toEqual(['A1', 'A2', 'A1', 'A3']);
    expect(batches).toEqual([
      ['a1', 'a2'],
      ['a1', 'a3'],
    ]);
  });
});

describe('a batch that no slot takes in time', () => {
  it('is refused whole and never done, and the next one is not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { batching, batches, endAll } = station({}, 1, 1_000);
    const first = batching.add('z');
    await turn();
    const late = Promise.allSettled(['a1', 'a2'].map((word) => batching.add(word)));
    vi.advanceTimersByTime(1_000);
    expect(await late).toMatchObject([
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
    ]);
    const next = batching.add('a3');
    await endAll();
    expect(await Promise.all([first, next])).toEqual(['Z', 'A3']);
    expect(batches).toEqual([['z'], ['a3']]);
  });
});

describe('what goes wrong', () => {
  it('with one item rejects that item and no other', async () => {
    const { batching } = station({
      run: async (words) => words.map((word) => (word === 'a2' ? new Error('not a2') : word)),
    });
    const results = await Promise.allSettled(['a1', 'a2', 'a3'].map((word) => batching.add(word)));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason))).toEqual([
      'a1',
      new Error('not a2'),
      'a3',
    ]);
  });

  it('with a whole batch rejects all of its items, and frees the slot', async () => {
    let down = true;
    const { batching } = station({
      run: async (words) => {
        if (down) throw new Error('away');
        return words;
      },
    });
    const results = await Promise.allSettled(['a1', 'a2'].map((word) => batching.add(word)));
    expect(results).toEqual([
      { status: 'rejected', reason: new Error('away') },
      { status: 'rejected', reason: new Error('away') },
    ]);
    down = false;
    expect(await batching.add('a3')).toBe('a3');
  });

  it('by an item that is left unanswered is a defect', async () => {
    const { batching } = station({ run: async () => [] });
    await expect(batching.add('a1')).rejects.toThrow('fewer items than it was given');
  });
});
