import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Outbox, PendingEvent } from '../../../src/service/events/events.js';
import { startRelay } from '../../../src/service/events/relay.js';

describe('a relay with nothing to do', () => {
  afterEach(() => vi.restoreAllMocks());

  it('leaves nothing behind from one look to the next, and stops at once', async () => {
    const listeners = { added: 0, removed: 0 };
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
      this: EventTarget,
      ...rest
    ) {
      if (rest[0] === 'abort') listeners.added += 1;
      addEventListener.apply(this, rest);
    });
    vi.spyOn(EventTarget.prototype, 'removeEventListener').mockImplementation(function (
      this: EventTarget,
      ...rest
    ) {
      if (rest[0] === 'abort') listeners.removed += 1;
      removeEventListener.apply(this, rest);
    });
    const take = vi.fn<Outbox['take']>().mockResolvedValue([]);
    const outbox: Outbox = { take, remove: () => Promise.resolve(), postpone: () => Promise.resolve() };
    const fail = (error: unknown) => expect.unreachable(String(error));
    const stop = startRelay({
      outbox,
      deliver: () => Promise.resolve(),
      random: () => 0,
      onFailure: fail,
      onError: fail,
    });
    await expect.poll(() => take.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(listeners.added - listeners.removed).toBeLessThanOrEqual(1);
    await stop();
  });
});

describe('a relay whose receiver hangs', () => {
  const eventOf = (customerId: string, sequence: number): PendingEvent => ({
    organisationId: '1',
    sequence: String(sequence),
    eventId: `event-${sequence}`,
    customerId,
    type: 'promotion.earned',
    occurredAt: new Date('2026-04-01T09:00:00Z'),
    data: {},
    attempts: 1,
  });

  /** An outbox in memory that takes the earliest event of each customer, as the one in SQL does. */
  function memoryOutbox(
    events: PendingEvent[],
  ): Outbox & { readonly most: number[]; readonly left: PendingEvent[] } {
    const held = new Set<string>();
    const left = [...events];
    const most: number[] = [];
    return {
      left,
      most,
      take: async (_heldForMs, atMost) => {
        most.push(atMost);
        const first = left.filter(
          (event) => left.find(({ customerId }) => customerId === event.customerId) === event,
        );
        const taken = first.filter(({ eventId }) => !held.has(eventId)).slice(0, atMost);
        for (const { eventId } of taken) held.add(eventId);
        return taken;
      },
      remove: async (gone) => {
        for (const event of gone) left.splice(left.indexOf(event), 1);
      },
      postpone: async (event) => void held.delete(event.eventId),
    };
  }

  it('for one customer delivers all events of the others meanwhile, in order, and gives the hanging one back when it stops', async () => {
    const events = Array.from({ length: 200 }, (_, n) => eventOf(n % 50 === 0 ? 'stuck' : String(n % 40), n));
    const outbox = memoryOutbox(events);
    const delivered: PendingEvent[] = [];
    const fail = (error: unknown) => expect.unreachable(String(error));
    const stop = startRelay({
      outbox,
      deliver: (event, signal) =>
        event.customerId === 'stuck'
          ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
          : Promise.resolve().then(() => void delivered.push(event)),
      random: () => 0,
      onFailure: fail,
      onError: fail,
    });
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(196);
    await stop();
    expect(outbox.left.map(({ customerId }) => customerId)).toEqual(['stuck', 'stuck', 'stuck', 'stuck']);
    expect(Math.max(...outbox.most)).toBeLessThanOrEqual(32);
    for (const customer of new Set(delivered.map(({ customerId }) => customerId))) {
      const order = delivered
        .filter(({ customerId }) => customerId === customer)
        .map(({ sequence }) => Number(sequence));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    const again = await outbox.take(60_000, 1);
    expect(again.map(({ eventId }) => eventId)).toEqual(['event-0']);
  });

  it('for hundreds of customers delivers the events of the others within seconds, and is patient with a bounded number', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const stuck = Array.from({ length: 250 }, (_, n) => eventOf(`stuck ${n}`, n));
    const others = Array.from({ length: 20 }, (_, n) => eventOf(String(n), 250 + n));
    const more = Array.from({ length: 200 }, (_, n) => eventOf(`stuck later ${n}`, 300 + n));
    let hanging = 0;
    const delivered: PendingEvent[] = [];
    const fail = (error: unknown) => expect.unreachable(String(error));
    const stop = startRelay({
      outbox: memoryOutbox([...stuck, ...others, ...more]),
      deliver: async (event, signal) => {
        if (!event.customerId.startsWith('stuck')) return void delivered.push(event);
        hanging += 1;
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      },
      random: () => 0,
      onFailure: fail,
      onError: fail,
    });
    for (let passed = 0; passed < 9_000; passed += 100) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise(setImmediate);
    }
    expect(delivered).toHaveLength(20);
    for (let passed = 0; passed < 9_000; passed += 100) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise(setImmediate);
    }
    expect(hanging).toBe(288);
    const stopped = stop();
    await vi.advanceTimersByTimeAsync(2_000);
    await stopped;
  });
});
