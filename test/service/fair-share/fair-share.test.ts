import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FairShare, type Sharer } from '../../../src/service/fair-share/fair-share.js';
import { StoreUnavailable } from '../../../src/service/ports.js';

/** A result is handed over in the next turn of the event loop, and what follows has begun in the one after. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const soon = async () => {
  await turn();
  await turn();
};

const sharer = (organisationId: string, clientId = '1'): Sharer => ({
  organisation: { organisationId },
  clientId,
});
const busy = sharer('1');
const colleague = sharer('1', '2');
const stranger = sharer('2');

describe('the share of a client', () => {
  let share: FairShare;
  /** By name, the work that runs, and how to end it. */
  let running: Map<string, () => void>;
  let started: string[];
  beforeEach(() => {
    share = new FairShare({ atOnce: 3, each: 2, waiting: 3, patienceMs: null });
    running = new Map();
    started = [];
  });

  function begin(who: Sharer, name: string): Promise<string> {
    return share.run(who, () => {
      started.push(name);
      return new Promise((resolve) => running.set(name, () => resolve(name)));
    });
  }

  async function end(name: string): Promise<void> {
    running.get(name)?.();
    running.delete(name);
    await soon();
  }

  it('leaves room for others, however much one client asks for', async () => {
    for (const name of ['a', 'b', 'c', 'd']) void begin(busy, name);
    expect(started).toEqual(['a', 'b']);
    void begin(stranger, 'x');
    expect(started).toEqual(['a', 'b', 'x']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'x', 'c']);
  });

  it('takes turns between organisations, and between the clients of one', async () => {
    for (const name of ['a', 'b', 'c', 'd']) void begin(busy, name);
    for (const name of ['x', 'y', 'z']) void begin(stranger, name);
    void begin(colleague, 'k');
    expect(started).toEqual(['a', 'b', 'x']);
    for (const name of ['a', 'x', 'b']) await end(name);
    // One of the first organisation, one of the other, and in the first the colleague's turn comes next.
    expect(started.slice(3).toSorted()).toEqual(['c', 'k', 'y']);
  });

  it('is refused where too much waits, which holds up nothing else', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) void begin(busy, name);
    await expect(begin(busy, 'f')).rejects.toMatchObject({
      name: 'TooMuchAtOnce',
      message: 'The client has too many requests under way',
    });
    void begin(stranger, 'x');
    expect(started).toEqual(['a', 'b', 'x']);
    await end('a');
    void begin(busy, 'g');
    for (const name of ['b', 'c', 'd', 'e', 'g', 'x']) await end(name);
    expect(started).toEqual(['a', 'b', 'x', 'c', 'd', 'e', 'g']);
  });

  it('is handed over one result a turn of the event loop', async () => {
    let handedOver = 0;
    for (const who of [busy, colleague, stranger]) {
      void share.run(who, () => Promise.resolve()).then(() => (handedOver += 1));
    }
    const seen: number[] = [];
    for (let turns = 0; turns < 5; turns++) {
      await turn();
      seen.push(handedOver);
    }
    expect(seen.at(-1)).toBe(3);
    expect(seen.every((count, i) => count - (seen[i - 1] ?? 0) <= 1)).toBe(true);
  });

  it('is bounded for a client with all that it may have, although another one ends', async () => {
    for (const name of ['a', 'b', 'c']) void begin(busy, name);
    void begin(stranger, 'x');
    await end('x');
    expect(started).toEqual(['a', 'b', 'x']);
  });

  it('counts what still runs after a piece of work of the client ended', async () => {
    for (const name of ['a', 'b']) void begin(busy, name);
    await end('a');
    for (const name of ['c', 'd']) void begin(busy, name);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('counts what still runs after the last work of a colleague ended', async () => {
    void begin(busy, 'a');
    void begin(colleague, 'k');
    await end('k');
    for (const name of ['b', 'c']) void begin(busy, name);
    expect(started).toEqual(['a', 'k', 'b']);
  });

  it('is taken by the next one that waits, whichever clients run without waiting', async () => {
    share = new FairShare({ atOnce: 2, each: 2, waiting: 3, patienceMs: null });
    void begin(busy, 'a');
    void begin(colleague, 'k');
    void begin(stranger, 'x');
    await end('k');
    expect(started).toEqual(['a', 'k', 'x']);
  });

  it('is given back by work that fails', async () => {
    const failing = () => Promise.reject(new Error('no'));
    for (let times = 0; times < 10; times++) {
      await expect(share.run(busy, failing)).rejects.toThrow('no');
    }
    void begin(busy, 'a');
    expect(started).toEqual(['a']);
  });

  it('is remembered for each client and organisation with something under way', async () => {
    void begin(busy, 'a');
    void begin(colleague, 'k');
    void begin(stranger, 'x');
    expect(share.remembered).toBe(5);
    await end('k');
    expect(share.remembered).toBe(4);
    await end('x');
    expect(share.remembered).toBe(2);
  });

  it('has nothing left to remember once all is done', async () => {
    const done = Array.from({ length: 200 }, (_, i) => share.run(sharer(String(i)), async () => i));
    expect(await Promise.all(done)).toHaveLength(200);
    expect(share.remembered).toBe(0);
  });

  it('is waited for no longer than the store has time, and what gave up is never done', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    share = new FairShare({ atOnce: 1, each: 1, waiting: 3, patienceMs: 1_000 });
    void begin(busy, 'a');
    const waiting = [begin(busy, 'b'), begin(stranger, 'x')].map((work) =>
      work.catch((error: unknown) => error),
    );
    vi.advanceTimersByTime(999);
    await end('a');
    vi.advanceTimersByTime(1);
    expect(await waiting[1]).toEqual(new StoreUnavailable('The store had no free connection in time'));
    await end('b');
    expect(await waiting[0]).toBe('b');
    expect(started).toEqual(['a', 'b']);
    expect(share.remembered).toBe(0);
  });
});
