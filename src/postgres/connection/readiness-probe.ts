/** Asks whether the store answers, outside the pool. */

import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { isTimeZone } from '../../service/calendar.js';
import { StoreUnavailable } from '../../service/ports.js';
import { sessionConfig } from './server-session.js';
import { toStoreError } from './store-failure.js';

/** Asks the store whether it answers, on a way of its own: a pool that calls fill up does not make it wait. */
export interface ReadinessProbe {
  /** @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The maximum number of organisations whose time zones are checked. */
const PING = `select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly",
  array(select distinct time_zone from (select time_zone from organisation limit 1000) as sample) as "timeZones"`;
/** A load balancer asks again soon, so a late answer is useless. */
const PATIENCE_MS = 2_000;
/** Load balancers ask every few seconds, and find the connection open. */
const IDLE_MS = 60_000;

/** Asks a server whether it would record, on one connection, which is made anew after it broke or when it only reads. */
export function probeServer(url: string): ReadinessProbe {
  const pool = new pg.Pool({
    ...sessionConfig(url, 'promotion-gateway readiness'),
    max: 1,
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    idleTimeoutMillis: IDLE_MS,
  });
  // Without a listener, a connection that breaks while it is idle would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    ping: () =>
      askOn(pool).catch((error: unknown) => {
        throw toStoreError(error);
      }),
    close: () => pool.end(),
  };
}

async function askOn(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let isSound = false;
  try {
    const { rows } = await client.query<{ isReadOnly: boolean; timeZones: string[] }>(PING);
    if (rows[0]?.isReadOnly) throw new StoreUnavailable('The store is read-only');
    isSound = true;
    // The server may know zones that this process does not, and could answer none of their organisations' calls.
    const timeZones = rows[0]?.timeZones ?? [];
    if (timeZones.length > 0 && !timeZones.some(isTimeZone)) {
      throw new StoreUnavailable('No organisation has a known time zone');
    }
  } finally {
    client.release(!isSound);
  }
}

/**
 * Asks whether the embedded engine and its pool are open, and sends it no statement: the engine has one session, which may be in
 * the middle of a transaction, and it runs in this process, so a hanging statement would hang this code as well.
 */
export function probeEngine(engine: PGlite, pool: pg.Pool): ReadinessProbe {
  return {
    async ping() {
      await engine.waitReady;
      if (engine.closed || pool.ending) throw new StoreUnavailable('The embedded store is closed');
    },
    close: () => Promise.resolve(),
  };
}
