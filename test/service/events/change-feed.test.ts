import { describe, expect, it, vi } from 'vitest';
import { ChangeFeed } from '../../../src/service/events/change-feed.js';
import { StoreUnavailable } from '../../../src/service/ports.js';

function aFeed(): ChangeFeed {
  const feed = new ChangeFeed();
  feed.resume();
  return feed;
}
const change = (promotionId: string, customerIds = ['1'], organisationId = '7') => ({
  organisationId,
  promotionId,
  customerIds,
});

describe('a feed of changes', () => {
  it('yields a customer’s promotions in the order in which they changed, each once until it is read', async () => {
    const feed = aFeed();
    const watch = feed.watch('7', '1');
    for (const promotionId of ['500', '600', '500']) feed.publish(change(promotionId));
    await expect(watch.next()).resolves.toEqual({ done: false, value: '500' });
    feed.publish(change('500'));
    await expect(watch.next()).resolves.toEqual({ done: false, value: '600' });
    await expect(watch.next()).resolves.toEqual({ done: false, value: '500' });
  });

  it('wakes the subscribers of the customer who wait, and no others', async () => {
    const feed = aFeed();
    const [mine, same, other, foreign] = [
      feed.watch('7', '1'),
      feed.watch('7', '1'),
      feed.watch('7', '2'),
      feed.watch('71', '1'),
    ];
    const waiting = [mine.next(), same.next()];
    feed.publish(change('500', ['1', '3']));
    await expect(Promise.all(waiting)).resolves.toEqual([
      { done: false, value: '500' },
      { done: false, value: '500' },
    ]);
    const others = vi.fn();
    for (const watch of [other, foreign, feed.watch('71', ''), feed.watch('', '7 1')])
      void watch.next().then(others);
    await new Promise(setImmediate);
    expect(others).not.toHaveBeenCalled();
  });

  it('ends at once when it is returned, also while a subscriber waits, and forgets', async () => {
    const feed = aFeed();
    const watch = feed.watch('7', '1');
    const waiting = watch.next();
    await watch.return();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
    await expect(watch.return()).resolves.toEqual({ done: true, value: undefined });
    expect(feed.watching).toBe(0);
  });

  it('keeps the other watches of a customer when one of them ends twice', async () => {
    const feed = aFeed();
    const [ended, kept] = [feed.watch('7', '1'), feed.watch('7', '1')];
    await ended.return();
    await ended.return();
    feed.publish(change('500'));
    await expect(kept.next()).resolves.toEqual({ done: false, value: '500' });
    await kept.return();
    const later = feed.watch('7', '1');
    await ended.return();
    await kept.return();
    feed.publish(change('600'));
    await expect(later.next()).resolves.toEqual({ done: false, value: '600' });
  });

  it('can be read with for await, which ends the watch', async () => {
    const feed = aFeed();
    const watch = feed.watch('7', '1');
    feed.publish(change('500'));
    for await (const promotionId of watch) {
      expect(promotionId).toBe('500');
      break;
    }
    expect(feed.watching).toBe(0);
  });

  it('fails rather than keep quiet about what it may have missed', async () => {
    const feed = aFeed();
    const watch = feed.watch('7', '1');
    const waiting = watch.next();
    feed.interrupt();
    await expect(waiting).rejects.toThrow(new StoreUnavailable('The gateway cannot receive changes'));
    expect(() => feed.watch('7', '1')).toThrow(StoreUnavailable);
    expect(feed.watching).toBe(0);
    feed.resume();
    feed.watch('7', '1');
    expect(feed.watching).toBe(1);
  });

  it('hears nothing before it is listening', () => {
    expect(() => new ChangeFeed().watch('7', '1')).toThrow(StoreUnavailable);
  });
});
