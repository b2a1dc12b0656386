/** Creates the tables of an empty store. */

import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import { up as enrolAndEarn } from '../migrations/0001-enrol-and-earn.js';
import { up as takeBackAndNeverTwice } from '../migrations/0002-take-back-and-never-twice.js';
import { up as reads } from '../migrations/0003-reads.js';
import { up as events } from '../migrations/0004-events.js';
import { up as upstreamCalls } from '../migrations/0005-upstream-calls.js';
import { up as leanerWrites } from '../migrations/0006-leaner-writes.js';
import type { Database } from '../schema.js';
import { NewerStore } from './run-migrations.js';

const foundation: Readonly<Record<string, Migration>> = {
  '0001-enrol-and-earn': { up: enrolAndEarn },
  '0002-take-back-and-never-twice': { up: takeBackAndNeverTwice },
  '0003-reads': { up: reads },
  '0004-events': { up: events },
  '0005-upstream-calls': { up: upstreamCalls },
  '0006-leaner-writes': { up: leanerWrites },
};

/**
 * Creates the tables of an empty store with Kysely's Migrator, which records these migrations in a table of its own.
 * Gateways of that time refuse a store whose table lists other migrations, so later ones are recorded elsewhere.
 * @throws NewerStore
 */
export async function layFoundation(connection: Kysely<Database>): Promise<void> {
  if ((await missingFoundation(connection)).length === 0) return;
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(connection);
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: () => Promise.resolve({ ...foundation }) },
    // Other schemas may have tables of the same names.
    ...(rows[0] && { migrationTableSchema: rows[0].schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('The gateway cannot create its tables', { cause: error });
}

/**
 * The migrations of the foundation that a store lacks.
 * @throws NewerStore
 */
export async function missingFoundation(connection: Kysely<Database>): Promise<string[]> {
  const laid = await namesOfLaid(connection);
  const unknown = laid.filter((name) => !(name in foundation));
  if (unknown.length > 0) {
    throw new NewerStore(`A newer version of the gateway migrated this store (${unknown.join(', ')})`);
  }
  return Object.keys(foundation).filter((name) => !laid.includes(name));
}

async function namesOfLaid(connection: Kysely<Database>): Promise<string[]> {
  const { rows: found } = await sql`select where to_regclass('kysely_migration') is not null`.execute(
    connection,
  );
  if (found.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(connection);
  return rows.map(({ name }) => name);
}
