/** Opens the embedded store, or a PostgreSQL server. */

import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { asUnusable, prepareDataDirectory } from './embedded/data-directory.js';
import { lockDataDirectory } from './embedded/data-directory-lock.js';
import { openEngineIn } from './embedded/embedded-engine.js';
import { explainEngineErrors } from './embedded/engine-damage.js';
import {
  bulkConnectionsOfEngine,
  bulkConnectionsTo,
  type BulkConnections,
} from './connection/bulk-connections.js';
import { guardPool, type GuardOptions, type StatementObserver } from './connection/guarded-pool.js';
import { listenOnEngine, listenOnServer, type Listen } from './connection/listen.js';
import { migrateToLatest } from './migration/migrate.js';
import { migrateServer, refuseUnmigratedServer } from './migration/migrate-server.js';
import { refuseMissingMigrations } from './migration/missing-migrations.js';
import { probeEngine, probeServer, type ReadinessProbe } from './connection/readiness-probe.js';
import type { StoreLog } from './migration/run-migrations.js';
import { driverTypes } from './connection/driver-types.js';
import { RecentRefusal } from './connection/recent-refusal.js';
import type { Database } from './schema.js';
import { toStoreError } from './connection/store-failure.js';
import { pinSession, sessionConfig, verifySession } from './connection/server-session.js';
import { explainUnreachable } from './connection/unreachable-server.js';

/** An open store with its schema up to date. */
export interface Store {
  readonly db: Kysely<Database>;
  readonly listen: Listen;
  /** Opens connections for work on many rows; they are to be closed before the store. */
  openBulk(): BulkConnections;
  /** How many statements can be under way at a time. */
  readonly connections: number;
  /** How long a call waits for its turn, and then for a statement; null on the embedded engine, which gives none up. */
  readonly timeoutMs: number | null;
  /** @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly observe?: StatementObserver | undefined;
  /** Called when an idle connection broke. */
  readonly onIdleError?: ((error: Error) => void) | undefined;
  readonly log?: StoreLog | undefined;
  /** Whether it migrates the schema; a store that lacks migrations is refused otherwise. */
  readonly migrates?: boolean | undefined;
}

export interface EmbeddedStoreOptions extends StoreOptions {
  /** Called when another process has taken the directory over: this one must end without another write. */
  readonly onLost?: (error: Error) => void;
}

export interface ServerStoreOptions extends StoreOptions {
  readonly poolSize: number;
  /** How long a call waits for a statement, whether it is slow or locked or the server is silent; 15 s unless given. */
  readonly timeoutMs?: number;
}

/** How long a call waits for a connection, at most. */
const CONNECT_MS = 5_000;
/** An open transaction without a statement: the gateway has stopped, and its locks are to go. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * Opens a PostgreSQL server of version 15 or later.
 * @param url `postgres://user:password@host:port/database`
 */
export async function openServerStore(url: string, options: ServerStoreOptions): Promise<Store> {
  const prepare = options.migrates === false ? refuseUnmigratedServer : migrateServer;
  await prepare(url, options.log).catch((error: unknown) => {
    throw explainUnreachable(error, url);
  });
  const { poolSize, timeoutMs = 15_000 } = options;
  const pool = new pg.Pool({
    ...sessionConfig(url, 'promotion-gateway'),
    max: poolSize,
    connectionTimeoutMillis: Math.min(CONNECT_MS, timeoutMs),
    statement_timeout: timeoutMs,
    // The server gives a statement up first: one that is silent for longer is not reached.
    query_timeout: Math.ceil((timeoutMs * 4) / 3),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    verify: verifySession,
    types: driverTypes,
    // Only BEGIN is sent so, together with the statement behind it.
    pipeline: true,
  });
  const ways = {
    pool,
    probe: probeServer(url),
    listen: listenOnServer(url),
    openBulk: () => bulkConnectionsTo(url),
    canReconnect: true,
    timeoutMs,
  };
  return openStore(ways, options);
}

/**
 * Opens PostgreSQL embedded in this process, in a directory that no other process may use meanwhile.
 * Safe against a crash of the process; not of the machine, for it does not wait for the disk.
 * @throws DataDirectoryInUse, UnusableDataDirectory
 */
export async function openEmbeddedStore(
  directory: string,
  options: EmbeddedStoreOptions = {},
): Promise<Store> {
  const warn = (text: string) => options.log?.warn({ directory }, text);
  await prepareDataDirectory(directory, warn);
  const lock = await lockDataDirectory(directory, { onLost: options.onLost }).catch((error: unknown) => {
    throw asUnusable(error, directory);
  });
  try {
    const engine = await openEngineIn(directory, warn);
    const explain = explainEngineErrors(directory);
    return await openEngine(engine, { ...options, explain, release: () => lock.release() });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface EngineOptions extends StoreOptions, Pick<GuardOptions, 'explain'> {
  /** Called once the engine is closed. */
  readonly release?: () => Promise<void>;
}

/** Opens an embedded engine that the caller made. */
export async function openEngine(engine: PGlite, options: EngineOptions = {}): Promise<Store> {
  const { explain = toStoreError, release } = options;
  await pinSession(engine).catch((error: unknown) => {
    throw explain(error);
  });
  const store = openStore(embedded(engine), { ...options, explain }, async () => {
    await engine.close();
    await release?.();
  });
  try {
    const prepare = options.migrates === false ? refuseMissingMigrations : migrateToLatest;
    await prepare(store.db, options.log);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The ways to a store. */
interface Connections {
  readonly pool: pg.Pool;
  readonly probe: ReadinessProbe;
  readonly listen: Listen;
  /** Null where the one connection serves that, too. */
  readonly openBulk: (() => BulkConnections) | null;
  /** Whether another connection may lead elsewhere; the embedded engine has only one. */
  readonly canReconnect: boolean;
  readonly timeoutMs: number | null;
}

/** The engine has one connection: its holder must not wait for a second one. */
function embedded(engine: PGlite): Connections {
  const settings = { max: 1, idleTimeoutMillis: 0, types: driverTypes };
  const pool = new pg.Pool(Object.assign(createPgConfig(engine), settings));
  const probe = probeEngine(engine, pool);
  return {
    pool,
    probe,
    listen: listenOnEngine(engine),
    openBulk: null,
    canReconnect: false,
    timeoutMs: null,
  };
}

function openStore(
  { pool, probe, listen, openBulk, canReconnect, timeoutMs }: Connections,
  { observe, onIdleError, explain }: StoreOptions & Pick<GuardOptions, 'explain'>,
  closeEngine: () => Promise<void> = () => Promise.resolve(),
): Store {
  pool.on('error', (error) => onIdleError?.(error));
  // A connection that breaks while it is used fails its statement. Without a listener it would end the process, too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const refusal = new RecentRefusal();
  const guarded = guardPool(pool, { observe, refusal, canReconnect, explain });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: guarded }) });
  const close = async () => {
    await probe.close();
    await db.destroy();
    await closeEngine();
  };
  const ping = async () => {
    await probe.ping();
    refusal.check();
  };
  const bulk = openBulk ?? (() => bulkConnectionsOfEngine(db));
  return { db, listen, openBulk: bulk, connections: pool.options.max, timeoutMs, ping, close };
}
