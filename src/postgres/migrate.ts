import { Migrator, type Kysely, type Migration } from 'kysely';
import type { Database } from './schema.js';
import { up as enrolAndEarn } from './migrations/0001-enrol-and-earn.js';
import { up as takeBackAndNeverTwice } from './migrations/0002-take-back-and-never-twice.js';
import { up as reads } from './migrations/0003-reads.js';
import { up as events } from './migrations/0004-events.js';
import { up as upstreamCalls } from './migrations/0005-upstream-calls.js';
import { up as leanerWrites } from './migrations/0006-leaner-writes.js';

/** All migrations by name, in the order of their names. A migration that has shipped never changes. */
const migrations: Record<string, Migration> = {
  '0001-enrol-and-earn': { up: enrolAndEarn },
  '0002-take-back-and-never-twice': { up: takeBackAndNeverTwice },
  '0003-reads': { up: reads },
  '0004-events': { up: events },
  '0005-upstream-calls': { up: upstreamCalls },
  '0006-leaner-writes': { up: leanerWrites },
};

/**
 * Brings the schema up to date. Safe when several processes start at once: an advisory lock lets one migrate
 * while the others wait, and they then find nothing to do.
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('The schema could not be brought up to date', { cause: error });
}
