import { afterEach, describe, expect, it, vi } from 'vitest';
import { startRelay, type Outbox } from '../../src/service/events.js';

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
    const options = {
      outbox,
      deliver: () => Promise.resolve(),
      random: () => 0,
    };
    const fail = (error: unknown) => expect.unreachable(String(error));
    const stop = startRelay({ ...options, onFailure: fail }, fail);
    await expect.poll(() => take.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(listeners.added).toBeGreaterThan(2);
    expect(listeners.added - listeners.removed).toBeLessThanOrEqual(1);
    await stop();
  });
});
