/** Migrates the store under a lock, and checks its constraints and sequences. */

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
import { importLines } from '../migrations/0014-import-lines.js';
import { programMembers } from '../migrations/0015-program-members.js';
import { registrationKeys } from '../migrations/0016-registration-keys.js';
import { clientsFile } from '../migrations/0017-clients-file.js';
import { promotionChanges } from '../migrations/0018-promotion-changes.js';
import type { Database } from '../schema.js';

/** The migrations after the foundation, in the order of their names. A shipped migration never changes. */
export const migrations: readonly Migration[] = [
  narrowColumns,
  tokenLifetimes,
  pagesOfEarnings,
  readableHashes,
  valuesWithRoom,
  madeSecrets,
  importLines,
  programMembers,
  registrationKeys,
  clientsFile,
  promotionChanges,
];

const LOCK = `hashtextextended('promotion-gateway migrations', 0)`;
const LOOK_AGAIN_MS = 250;

/**
 * Migrates the schema, then validates constraints and advances sequences. An advisory lock admits one process at a time.
 * The others poll for the lock, because CREATE INDEX CONCURRENTLY would wait for a statement that waits for it.
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
      // A broken connection has lost its locks already.
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

/** Whether the server is read-only, such as a standby; readiness reports this later. */
async function isReadOnly(connection: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql`select where current_setting('transaction_read_only') = 'on'`.execute(
    connection,
  );
  return rows.length > 0;
}
