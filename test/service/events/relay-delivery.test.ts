import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outbox, PendingEvent } from '../../../src/service/events/events.js';
import { delayAfter, Relay, startRelay, type RelayOptions } from '../../../src/service/events/relay.js';

/** Lets what is due in this turn of the event loop happen. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Events of so many customers, one of each. */
const customers = (count: number) =>
  Array.from({ length: count }, (_, n): PendingEvent => ({
    organisationId: '1',
    sequence: String(n),
    eventId: `event-${n}`,
    customerId: String(n),
    type: 'promotion.earned',
    occurredAt: new Date('2026-04-01T09:00:00Z'),
    data: {},
    attempts: 1,
  }));

describe('a relay', () => {
  const outboxOf = (events: PendingEvent[]) => {
    const left = [...events];
    return {
      take: vi.fn<Outbox['take']>(async (_heldForMs, atMost) => left.splice(0, atMost)),
      remove: vi.fn<Outbox['remove']>().mockResolvedValue(),
      postpone: vi.fn<Outbox['postpone']>().mockResolvedValue(),
    };
  };
  const optionsOf = (outbox: Outbox, options: Partial<Pick<RelayOptions, 'deliver'>> = {}) => ({
    outbox,
    deliver: vi.fn<RelayOptions['deliver']>().mockResolvedValue(undefined),
    random: () => 0.5,
    onFailure: vi.fn<RelayOptions['onFailure']>(),
    onError: vi.fn<RelayOptions['onError']>(),
    ...options,
  });

  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('takes as many events as it has slots, and none while all slots are taken', async () => {
    const outbox = outboxOf(customers(40));
    const ends: (() => void)[] = [];
    const relay = new Relay(
      optionsOf(outbox, { deliver: () => new Promise<void>((resolve) => ends.push(resolve)) }),
    );
    expect(await relay.takeDue()).toBe(32);
    expect(await relay.takeDue()).toBe(0);
    expect(outbox.take.mock.calls).toEqual([[60_000, 32]]);
    for (const end of ends.slice(0, 3)) end();
    await vi.advanceTimersByTimeAsync(0);
    expect(await relay.takeDue()).toBe(3);
    expect(outbox.take).toHaveBeenLastCalledWith(60_000, 3);
  });

  it('gives the slot of a delivery away once, although the delivery ends after it was slow', async () => {
    const outbox = outboxOf(customers(100));
    const ends: (() => void)[] = [];
    const relay = new Relay(
      optionsOf(outbox, { deliver: () => new Promise<void>((resolve) => ends.push(resolve)) }),
    );
    await relay.takeDue();
    await vi.advanceTimersByTimeAsync(999);
    expect(await relay.takeDue()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await relay.takeDue()).toBe(32);
    for (const end of ends.slice(0, 32)) end();
    await vi.advanceTimersByTimeAsync(0);
    expect(await relay.takeDue()).toBe(0);
  });

  it('removes all events that were delivered with one statement, and none a second time', async () => {
    const events = customers(3);
    const outbox = outboxOf(events);
    const relay = new Relay(optionsOf(outbox));
    await relay.takeDue();
    await relay.finish();
    await relay.finish();
    expect(outbox.remove.mock.calls).toEqual([[events]]);
  });

  it('removes delivered events later where the outbox failed', async () => {
    const events = customers(2);
    const outbox = outboxOf(events);
    outbox.remove.mockRejectedValueOnce(new Error('outage'));
    const relay = new Relay(optionsOf(outbox));
    await relay.takeDue();
    await expect(relay.finish()).rejects.toThrow('outage');
    await relay.finish();
    expect(outbox.remove.mock.calls).toEqual([[events], [events]]);
  });

  it('reports a delivery that failed, and postpones its event', async () => {
    const [event] = customers(1);
    const outbox = outboxOf([event!]);
    const failure = new Error('503');
    const options = optionsOf(outbox, { deliver: () => Promise.reject(failure) });
    const relay = new Relay(options);
    await relay.takeDue();
    await relay.finish();
    expect(options.onFailure.mock.calls).toEqual([[failure, event]]);
    expect(outbox.postpone.mock.calls).toEqual([[event, 750]]);
    expect(outbox.remove).not.toHaveBeenCalled();
  });

  it('reports that an event could not be postponed', async () => {
    const outbox = outboxOf(customers(1));
    const outage = new Error('outage');
    outbox.postpone.mockRejectedValue(outage);
    const options = optionsOf(outbox, { deliver: () => Promise.reject(new Error('503')) });
    const relay = new Relay(options);
    await relay.takeDue();
    await relay.finish();
    expect(options.onError.mock.calls).toEqual([[outage]]);
  });

  it('looks for due events again after half a second, and at once when a delivery ends', async () => {
    const outbox = outboxOf([]);
    let end: () => void = () => undefined;
    const stop = startRelay(
      optionsOf(outbox, { deliver: () => new Promise<void>((resolve) => (end = resolve)) }),
    );
    await vi.advanceTimersByTimeAsync(499);
    expect(outbox.take).toHaveBeenCalledTimes(1);
    outbox.take.mockResolvedValueOnce(customers(1));
    await vi.advanceTimersByTimeAsync(1);
    await turn();
    expect(outbox.take).toHaveBeenCalledTimes(3);
    end();
    await turn();
    await turn();
    expect(outbox.take).toHaveBeenCalledTimes(4);
    await stop();
    expect(outbox.take).toHaveBeenCalledTimes(4);
  });

  it('looks again at once, and once, when a delivery ended during a look', async () => {
    const outbox = outboxOf([]);
    let end: () => void = () => undefined;
    let endLook: (events: PendingEvent[]) => void = () => undefined;
    outbox.take
      .mockResolvedValueOnce(customers(1))
      .mockImplementationOnce(() => new Promise((resolve) => (endLook = resolve)));
    const stop = startRelay(
      optionsOf(outbox, { deliver: () => new Promise<void>((resolve) => (end = resolve)) }),
    );
    await turn();
    end();
    await turn();
    expect(outbox.take).toHaveBeenCalledTimes(2);
    endLook([]);
    await turn();
    await vi.advanceTimersByTimeAsync(1);
    expect(outbox.take).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(498);
    expect(outbox.take).toHaveBeenCalledTimes(3);
    await stop();
  });

  it('reports an outage of the outbox, and looks again after half a second', async () => {
    const outbox = outboxOf([]);
    const outage = new Error('outage');
    outbox.take.mockRejectedValueOnce(outage);
    const options = optionsOf(outbox);
    const stop = startRelay(options);
    await vi.advanceTimersByTimeAsync(499);
    expect(options.onError.mock.calls).toEqual([[outage]]);
    expect(outbox.take).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(outbox.take).toHaveBeenCalledTimes(2);
    await stop();
  });

  it('that stops waits two seconds for its deliveries, and makes the aborted ones due at once', async () => {
    const [event] = customers(1);
    const outbox = outboxOf([event!]);
    const options = optionsOf(outbox, {
      deliver: (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
    });
    const stop = startRelay(options);
    await vi.advanceTimersByTimeAsync(0);
    const stopped = stop();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(outbox.postpone).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect(outbox.postpone.mock.calls).toEqual([[event, 0]]);
    expect(options.onFailure).not.toHaveBeenCalled();
  });

  it('that stops reports where the delivered events could not be removed', async () => {
    const outbox = outboxOf(customers(1));
    const outage = new Error('outage');
    outbox.remove.mockRejectedValue(outage);
    let end: () => void = () => undefined;
    const options = optionsOf(outbox, { deliver: () => new Promise<void>((resolve) => (end = resolve)) });
    const stop = startRelay(options);
    await vi.advanceTimersByTimeAsync(0);
    const stopped = stop();
    await turn();
    end();
    await stopped;
    expect(options.onError).toHaveBeenLastCalledWith(outage);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it.each([
  [1, 0, 500],
  [1, 1, 1_000],
  [3, 0.5, 3_000],
  [20, 0, 150_000],
  [20, 1, 300_000],
])('after %i attempts a delivery waits, with %d of the jitter, %i ms', (attempts, random, expected) => {
  expect(delayAfter(attempts, random)).toBe(expected);
});
