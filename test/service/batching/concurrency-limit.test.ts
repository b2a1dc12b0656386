import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from '../../../src/service/batching/concurrency-limit.js';

/** The next turn of the event loop, after all that this one has put off. */
const turn = () => new Promise(setImmediate);

/** A batch that ends when the test says so. */
interface Batch {
  end(): void;
  fail(error: Error): void;
  readonly settled: Promise<string>;
}

/** Batches that enter by name, and a record of those that have left. */
function station(count: number, patienceMs: number | null = null) {
  const limit = new ConcurrencyLimit(count, patienceMs);
  const left: string[] = [];
  const running = new Map<string, Batch>();
  const enter = (name: string) =>
    limit.start(
      () => {
        left.push(name);
        let end: Batch['end'] = () => undefined;
        let fail: Batch['fail'] = () => undefined;
        const batch = new Promise<string>((resolve, reject) => {
          end = () => resolve(name);
          fail = reject;
        });
        const settled = limit.releaseAfter(batch);
        // The test that fails a batch looks at this promise itself.
        settled.catch(() => undefined);
        running.set(name, { end, fail, settled });
      },
      () => left.push(`${name} gave up`),
    );
  return { limit, left, running, enter };
}

describe('an idle slot', () => {
  it('lets a batch leave within this turn of the event loop, though not before the turn has filled it', async () => {
    const { left, enter } = station(1);
    enter('a');
    expect(left).toEqual([]);
    await Promise.resolve();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(left).toEqual([]);
    await turn();
    expect(left).toEqual(['a']);
  });

  it('lets as many batches run as there are slots', async () => {
    const { left, enter } = station(2);
    ['a', 'b', 'c'].forEach(enter);
    await turn();
    expect(left).toEqual(['a', 'b']);
  });
});

describe('a busy slot', () => {
  it('lets a batch wait for as long as the one before it runs', async () => {
    const { left, running, enter } = station(1);
    enter('a');
    enter('b');
    await turn();
    await turn();
    expect(left).toEqual(['a']);
    running.get('a')?.end();
    await turn();
    await turn();
    expect(left).toEqual(['a', 'b']);
  });

  it('frees on failure too, with which the batch itself rejects', async () => {
    const { left, running, enter } = station(1);
    enter('a');
    enter('b');
    await turn();
    running.get('a')?.fail(new Error('the store is away'));
    await expect(running.get('a')?.settled).rejects.toThrow('the store is away');
    await turn();
    expect(left).toEqual(['a', 'b']);
  });

  it('lets batches leave in the order in which they entered, each as a slot is freed', async () => {
    const { left, running, enter } = station(2);
    ['a', 'b', 'c', 'd', 'e'].forEach(enter);
    await turn();
    running.get('b')?.end();
    await turn();
    await turn();
    expect(left).toEqual(['a', 'b', 'c']);
    running.get('c')?.end();
    running.get('a')?.end();
    await turn();
    await turn();
    expect(left).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is idle again when all have left', async () => {
    const { left, running, enter } = station(1);
    for (const name of ['a', 'b', 'c']) {
      enter(name);
      await turn();
      running.get(name)?.end();
      await expect(running.get(name)?.settled).resolves.toBe(name);
    }
    expect(left).toEqual(['a', 'b', 'c']);
  });

  it('is never taken by two batches, even if one enters while it is handed over', async () => {
    const { left, running, enter } = station(1);
    enter('a');
    enter('b');
    await turn();
    running.get('a')?.end();
    await running.get('a')?.settled;
    enter('c');
    await turn();
    await turn();
    expect(left).toEqual(['a', 'b']);
  });
});

describe('a hurry', () => {
  it('lets the oldest batch leave without a slot, and the next one only when there are as few as slots again', async () => {
    const { limit, left, running, enter } = station(1);
    ['a', 'b', 'c'].forEach(enter);
    await turn();
    limit.hurry();
    await turn();
    expect(left).toEqual(['a', 'b']);
    running.get('a')?.end();
    await running.get('a')?.settled;
    await turn();
    expect(left).toEqual(['a', 'b']);
    running.get('b')?.end();
    await running.get('b')?.settled;
    await turn();
    expect(left).toEqual(['a', 'b', 'c']);
  });
});
