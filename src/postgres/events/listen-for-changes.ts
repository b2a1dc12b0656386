/** Passes the notifications of transactions to the change feed, and those about clients to the authenticator. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticator } from '../../service/auth/authenticator.js';
import type { ChangeFeed } from '../../service/events/change-feed.js';
import type { ChannelListeners, Listen } from '../connection/listen.js';
import { CHANGE_CHANNEL, readNotification } from './notify.js';
import { CLIENT_CHANNEL, readClientNotification } from './notify-clients.js';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** The receivers of notifications. */
export interface Receivers {
  readonly feed: ChangeFeed;
  readonly authenticator: Pick<Authenticator, 'forget'>;
}

/**
 * Passes on the notifications of all processes on the store. It reconnects when the connection is lost: after 200 ms,
 * then twice as long each time, up to 10 seconds. Meanwhile the feed is interrupted, because notifications are missed, and
 * the authenticator forgets all clients afterwards.
 * @param onLost called for each connection that broke or could not be made
 * @returns stops listening
 */
export function listenForChanges(
  listen: Listen,
  receivers: Receivers,
  onLost: (error: unknown) => void,
): () => Promise<void> {
  const stopped = new AbortController();
  const running = listenUntil(stopped.signal, listen, receivers, onLost);
  return async () => {
    stopped.abort();
    await running;
  };
}

async function listenUntil(
  signal: AbortSignal,
  listen: Listen,
  { feed, authenticator }: Receivers,
  onLost: (error: unknown) => void,
): Promise<void> {
  const isStopped = () => signal.aborted;
  const stopping = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  for (let tries = 0; !isStopped(); tries++) {
    try {
      const listening = await listen(listenersOf({ feed, authenticator }));
      tries = 0;
      authenticator.forget(null);
      if (!isStopped()) feed.resume();
      const reason = await Promise.race([listening.lost, stopping]);
      await listening.stop();
      if (!isStopped()) onLost(reason);
    } catch (error) {
      onLost(error);
    }
    feed.interrupt();
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries);
    await sleep(delay, undefined, { signal }).catch(() => undefined);
  }
}

function listenersOf({ feed, authenticator }: Receivers): ChannelListeners {
  return {
    [CHANGE_CHANNEL]: (payload) => {
      // Without subscriptions, which is usual, nothing needs to be read.
      const change = feed.isWatched ? readNotification(payload) : null;
      if (change) feed.publish(change);
    },
    [CLIENT_CHANNEL]: (payload) => {
      const client = readClientNotification(payload);
      if (client) authenticator.forget(client);
    },
  };
}
