/** Migrates a server. */

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { sessionConfig, verifySession } from '../connection/server-session.js';
import type { Database } from '../schema.js';
import { migrateToLatest } from './migrate.js';
import { refuseMissingMigrations } from './missing-migrations.js';
import type { StoreLog } from './run-migrations.js';

/** How long a migration waits for a connection, at most. */
const CONNECT_MS = 5_000;
/** A statement of a migration may look through a large table. */
const MIGRATION_MS = 60 * 60_000;
/**
 * All calls on a table wait behind a change of it that waits for its lock. PostgreSQL ends an automatic VACUUM that is
 * in the way after one second: a shorter time would never see that.
 */
const MIGRATION_LOCK_MS = 1_500;

/** Brings the schema up to date on a connection of its own, whose time-outs are those of migrations. */
export function migrateServer(url: string, log?: StoreLog): Promise<void> {
  return onOwnConnection(url, (db) => migrateToLatest(db, log));
}

/** @throws MissingMigrations, NewerStore */
export function refuseUnmigratedServer(url: string, log?: StoreLog): Promise<void> {
  return onOwnConnection(url, (db) => refuseMissingMigrations(db, log));
}

async function onOwnConnection(url: string, work: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  const pool = new pg.Pool({
    ...sessionConfig(url, 'promotion-gateway migration'),
    max: 1,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: MIGRATION_MS,
    lock_timeout: MIGRATION_LOCK_MS,
    keepAlive: true,
    verify: verifySession,
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  await work(db).finally(() => db.destroy());
}
