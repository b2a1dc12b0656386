/** Connections for work on many rows, apart from those of calls. */

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../schema.js';
import { driverTypes } from './driver-types.js';
import { sessionConfig } from './server-session.js';

/** Connections whose time-outs are those of long work. */
export interface BulkConnections {
  readonly db: Kysely<Database>;
  /** How many statements can run at a time. */
  readonly lanes: number;
  /**
   * Runs work while no other process runs work of this name.
   * @returns null where another process does
   */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result | null>;
  close(): Promise<void>;
}

/** More connections gain nothing on two cores, and take them from calls. */
const LANES = 2;
const STATEMENT_MS = 10 * 60_000;
const CONNECT_MS = 5_000;
/** The look through a whole file for duplicates sorts in memory up to this size, and on disk beyond it. */
const WORK_MEMORY = '64MB';
const LOCK = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';

/** Connections of its own to a server. */
export function bulkConnectionsTo(url: string): BulkConnections {
  const session = sessionConfig(url, 'promotion-gateway bulk');
  const settings = {
    ...session,
    options: `${session.options} -c work_mem=${WORK_MEMORY}`,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...settings, max: LANES, types: driverTypes });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    lanes: LANES,
    alone: (name, work) => holdingLock(settings, name, work),
    close: () => db.destroy(),
  };
}

/** The lock lives as long as its connection, so that a process that dies leaves none behind. */
async function holdingLock<Result>(
  settings: pg.ClientConfig,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const client = new pg.Client(settings);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>(LOCK, [`promotion-gateway ${name}`]);
    return rows[0]?.locked === true ? await work() : null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The embedded engine has one connection, and one process. */
export function bulkConnectionsOfEngine(db: Kysely<Database>): BulkConnections {
  return { db, lanes: 1, alone: (_, work) => work(), close: () => Promise.resolve() };
}
