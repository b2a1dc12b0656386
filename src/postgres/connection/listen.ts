/** Listens on channels of the store. */

import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { sessionConfig } from './server-session.js';

/** The listeners by their channels. */
export type ChannelListeners = Readonly<Record<string, (payload: string) => void>>;

/** A subscription to channels. */
export interface Listening {
  /** Resolves when the subscription has ended. */
  readonly lost: Promise<unknown>;
  stop(): Promise<void>;
}

/** @throws when the store cannot be reached */
export type Listen = (listeners: ChannelListeners) => Promise<Listening>;

/** A heartbeat distinguishes a quiet connection from a dead one. */
const HEARTBEAT_MS = 15_000;
const PATIENCE_MS = 5_000;

/** Listens on a connection of its own, which no pool takes back. */
export function listenOnServer(url: string): Listen {
  return async (listeners) => {
    const client = new pg.Client({
      ...sessionConfig(url, 'promotion-gateway changes'),
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
    });
    const lost = new Promise<unknown>((resolve) => {
      client.on('error', resolve).on('end', () => resolve(new Error('The connection was closed')));
    });
    client.on('notification', ({ channel, payload = '' }) => listeners[channel]?.(payload));
    const stop = () => client.end().catch(() => undefined);
    try {
      await client.connect();
      await client.query(
        Object.keys(listeners)
          .map((channel) => `listen ${channel}`)
          .join(';'),
      );
    } catch (error) {
      void stop();
      throw error;
    }
    const heartbeat = setInterval(() => {
      client.query('select 1').catch(() => client.connection.stream.destroy());
    }, HEARTBEAT_MS);
    void lost.then(() => {
      clearInterval(heartbeat);
      return stop();
    });
    return { lost, stop };
  };
}

/** The embedded engine hears its own notifications, and is lost only with this process. */
export function listenOnEngine(engine: PGlite): Listen {
  return async (listeners) => {
    const channels = Object.entries(listeners);
    const stops = await Promise.all(channels.map(([channel, listener]) => engine.listen(channel, listener)));
    const stop = async () => {
      for (const stopOne of stops) await stopOne();
    };
    return { lost: new Promise(() => undefined), stop };
  };
}
