/** Refuses a store whose schema is older than this version, where the gateway may not migrate it. */

import type { Kysely } from 'kysely';
import type { Database } from '../schema.js';
import { missingFoundation } from './foundation.js';
import { migrations } from './migrate.js';
import { pendingMigrations, silent, type StoreLog } from './run-migrations.js';

/** The store lacks migrations, and MIGRATE is never. */
class MissingMigrations extends Error {
  override readonly name = 'MissingMigrations';
}

/** @throws MissingMigrations, NewerStore */
export async function refuseMissingMigrations(db: Kysely<Database>, log: StoreLog = silent): Promise<void> {
  const pending = await pendingMigrations(db, migrations, log);
  const missing = [...(await missingFoundation(db)), ...pending.map(({ name }) => name)];
  if (missing.length === 0) return;
  throw new MissingMigrations(
    `MIGRATE is never, and the store lacks the migrations ${missing.join(', ')}. Run promotion-gateway migrate first.`,
  );
}
