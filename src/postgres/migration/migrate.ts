/** Runs the migrations. */

import { sql, type Kysely } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { advanceSequences } from './advance-sequences.js';
import { layFoundation } from './foundation.js';
import type { Migration } from '../migrations/migration.js';
import { runMigrations, silent, type StoreLog } from './run-migrations.js';
import { validateConstraints } from './validate-constraints.js';
import { narrowColumns } from '../migrations/0007-narrow-columns.js';
import { tokenLifetimes } from '../migrations/0008-token-lifetimes.js';
import { pagesOfEarnings } from '../migrations/0010-pages-of-earnings.js';
import { readableHashes } from '../migrations/0011-readable-hashes.js';
import { valuesWithRoom } from '../migrations/0012-values-with-room.js';
import { madeSecrets } from '../migrations/0013-made-secrets.js';
import type { Database } from '../schema.js';

/** The migrations after the foundation, in the order of their names. One that has shipped never changes. */
export const migrations: readonly Migration[] = [
  narrowColumns,
  tokenLifetimes,
  pagesOfEarnings,
  readableHashes,
  valuesWithRoom,
  madeSecrets,
];

const LOCK = `hashtextextended('promotion-gateway migrations', 0)`;
const LOOK_AGAIN_MS = 250;

/**
 * Brings the schema up to date, and looks whether the store is whole. One process at a time does so; the others wait
 * and then find nothing to do. They ask for the lock again and again rather than wait inside a statement, which an
 * index that is made concurrently would wait for in turn.
 * @param db has connections with time-outs for migrations
 * @throws NewerStore
 */
export async function migrateToLatest(db: Kysely<Database>, log: StoreLog = silent): Promise<void> {
  await db.connection().execute(async (connection) => {
    while (!(await tryLock(connection))) await sleep(LOOK_AGAIN_MS);
    try {
      await layFoundation(connection);
      await runMigrations(connection, migrations, log);
      if (await isReadOnly(connection)) return;
      await validateConstraints(connection, log);
      await advanceSequences(connection, log);
    } finally {
      // A connection that broke has lost its locks.
      await sql
        .raw(`select pg_advisory_unlock(${LOCK})`)
        .execute(connection)
        .catch(() => undefined);
    }
  });
}

async function tryLock(connection: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql
    .raw<{ locked: boolean }>(`select pg_try_advisory_lock(${LOCK}) as locked`)
    .execute(connection);
  return rows[0]?.locked === true;
}

/** A server that only reads for now is waited for later: readiness says so. */
async function isReadOnly(connection: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql`select where current_setting('transaction_read_only') = 'on'`.execute(
    connection,
  );
  return rows.length > 0;
}
