import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { StoreUnavailable } from '../service/ports.js';
import { guardPool } from './guarded-pool.js';

/** Asks the store whether it answers, on a way of its own: a pool that calls fill up does not make it wait. */
export interface ReadinessProbe {
  /** @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const PING = 'select 1';
/** A load balancer asks again before long: it gains nothing from a late answer. */
const PATIENCE_MS = 2_000;
/** Load balancers ask every few seconds, and find the connection open. */
const IDLE_MS = 60_000;

/** Asks a server on one connection, which is made anew after it broke. */
export function probeServer(connectionString: string): ReadinessProbe {
  const connection = new pg.Pool({
    connectionString,
    max: 1,
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    idleTimeoutMillis: IDLE_MS,
    application_name: 'promotion-gateway readiness',
  });
  // Without a listener, a connection that breaks while it is idle would end the process.
  connection.on('error', () => undefined);
  connection.on('connect', (client) => client.on('error', () => undefined));
  const pool = guardPool(connection);
  return {
    async ping() {
      const client = await pool.connect();
      try {
        await client.query(PING, []);
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
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
