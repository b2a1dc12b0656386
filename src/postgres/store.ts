import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Kysely, PostgresDialect } from 'kysely';
import { join } from 'node:path';
import pg from 'pg';
import { lockDataDirectory } from './data-directory-lock.js';
import { guardPool, type StatementObserver } from './guarded-pool.js';
import { listenOnEngine, listenOnServer, type Listen } from './listen.js';
import { migrateToLatest } from './migrate.js';
import { probeEngine, probeServer, type ReadinessProbe } from './readiness-probe.js';
import type { Database } from './schema.js';

/** The oldest server that is supported, as `server_version_num` says it. */
const OLDEST_SERVER = 150_000;

/** An open store with its schema up to date. */
export interface Store {
  readonly db: Kysely<Database>;
  readonly listen: Listen;
  /** @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly observe?: StatementObserver | undefined;
  /** Told of a connection that broke while nobody used it. */
  readonly onIdleError?: ((error: Error) => void) | undefined;
}

export interface ServerStoreOptions extends StoreOptions {
  readonly poolSize: number;
  /** How long a statement may go unanswered before its connection counts as lost; SILENCE_MS unless given. */
  readonly silenceMs?: number;
}

/** The server gives a statement up before: whoever is silent for longer is not reached. */
const STATEMENT_MS = 15_000;
const SILENCE_MS = 20_000;

/**
 * Opens a PostgreSQL server of version 15 or later.
 * @param url `postgres://user:password@host:port/database`
 */
export async function openServerStore(url: string, options: ServerStoreOptions): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_MS,
    query_timeout: options.silenceMs ?? SILENCE_MS,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'promotion-gateway',
    // A plan made while a table was small would be kept while it grows. Whatever we ask for, an index finds it.
    options: '-c enable_seqscan=off',
    types: { getTypeParser },
    // Only BEGIN is sent so, together with the statement behind it.
    pipeline: true,
  });
  return openStore({ pool, probe: probeServer(url), listen: listenOnServer(url) }, options);
}

const INT8 = pg.types.builtins.INT8;

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];
type TypeParser = (text: string) => unknown;

/** Numbers of 64 bits are left as the text that they come as: node-postgres would look at each before it did the same. */
const getTypeParser = (type: TypeId, format?: 'text' | 'binary'): TypeParser =>
  type === INT8 ? String : (pg.types.getTypeParser(type, format) as TypeParser);

/**
 * Opens PostgreSQL embedded in this process, in a directory that no other process may use meanwhile.
 * Safe against a crash of the process; not of the machine, for it does not wait for the disk.
 * @throws DataDirectoryInUse
 */
export async function openEmbeddedStore(directory: string, options: StoreOptions = {}): Promise<Store> {
  const lock = await lockDataDirectory(directory);
  try {
    const engine = await PGlite.create(join(directory, 'postgres'));
    return await openStore(embedded(engine), options, async () => {
      await engine.close();
      await lock.release();
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Opens an embedded engine that the caller made, for tests: one in memory, or filled beforehand. */
export function openEngine(engine: PGlite, options: StoreOptions = {}): Promise<Store> {
  return openStore(embedded(engine), options, () => engine.close());
}

/** The ways to a store. */
interface Connections {
  readonly pool: pg.Pool;
  readonly probe: ReadinessProbe;
  readonly listen: Listen;
}

/** The engine has one connection: whoever holds it must not wait for a second one. */
function embedded(engine: PGlite): Connections {
  const pool = new pg.Pool(Object.assign(createPgConfig(engine), { max: 1, idleTimeoutMillis: 0 }));
  return { pool, probe: probeEngine(engine, pool), listen: listenOnEngine(engine) };
}

async function openStore(
  { pool, probe, listen }: Connections,
  { observe, onIdleError }: StoreOptions,
  closeEngine: () => Promise<void> = () => Promise.resolve(),
): Promise<Store> {
  pool.on('error', (error) => onIdleError?.(error));
  // Of a connection that breaks while it is used its statement tells. But for a listener, the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: guardPool(pool, observe) }) });
  const close = async () => {
    await probe.close();
    await db.destroy();
    await closeEngine();
  };
  try {
    await refuseOldServer(pool);
    await migrateToLatest(db);
    return { db, listen, ping: () => probe.ping(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function refuseOldServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string; number: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num') as number`,
  );
  if (Number(rows[0]?.number) < OLDEST_SERVER) {
    throw new Error(
      `DATABASE_URL names PostgreSQL ${rows[0]?.version ?? '?'}; version 15 or later is needed`,
    );
  }
}
