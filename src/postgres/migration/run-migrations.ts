/** Runs the pending steps of migrations. */

import { sql, type Kysely } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../schema.js';
import { isCode } from '../connection/store-failure.js';
import type { Migration, Step } from '../migrations/migration.js';

/** Receives messages about the store for its administrator; a logger implements it. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Logs nothing. */
export const silent: StoreLog = { info: () => undefined, warn: () => undefined };

/** A newer version migrated the store, and this version cannot work with it. */
export class NewerStore extends Error {
  override readonly name = 'NewerStore';
}

/** SQLSTATEs of a lock time-out, a deadlock and a serialization failure. */
const CONTENTION = ['55P03', '40P01', '40001'];
/** About five minutes, with the time that each try waits for its lock. */
const MAX_TRIES = 100;
const PAUSE_MS = 1_000;

interface NotedMigration {
  name: string;
  older_versions: 'run' | 'refuse';
  steps_done: number;
  finished: boolean;
}

/**
 * Runs the pending steps one after the other, and records each completed step, so that the next process continues after
 * one that was killed.
 * @param connection one connection, which holds the migration lock
 * @throws NewerStore
 */
export async function runMigrations(
  connection: Kysely<Database>,
  migrations: readonly Migration[],
  log: StoreLog,
): Promise<void> {
  const pending = await pendingMigrations(connection, migrations, log);
  if (pending.length === 0) return;
  const noted = await readNotes(connection);
  await createNotes(connection);
  for (const migration of pending) {
    const { name, olderVersions, steps } = migration;
    await sql`insert into migration (name, older_versions) values (${name}, ${olderVersions})
      on conflict do nothing`.execute(connection);
    const done = noted.get(name)?.steps_done ?? 0;
    for (const [number, step] of steps.entries()) {
      if (number < done) continue;
      await withRetries(`Step ${number + 1} of ${name}`, () => runStep(connection, name, step, number + 1));
    }
    await sql`update migration set finished_at = now() where name = ${name}`.execute(connection);
    log.info({ migration: name, steps: steps.length - done }, 'Migrated the store');
  }
}

/**
 * The migrations that the store lacks.
 * @throws NewerStore
 */
export async function pendingMigrations(
  connection: Kysely<Database>,
  migrations: readonly Migration[],
  log: StoreLog,
): Promise<Migration[]> {
  const noted = await readNotes(connection);
  refuseNewerStore(noted, migrations, log);
  return migrations.filter(({ name }) => !noted.get(name)?.finished);
}

async function readNotes(connection: Kysely<Database>): Promise<Map<string, NotedMigration>> {
  const { rows: found } = await sql`select where to_regclass('migration') is not null`.execute(connection);
  if (found.length === 0) return new Map();
  const { rows } = await sql<NotedMigration>`
    select name, older_versions, steps_done, finished_at is not null as finished from migration`.execute(
    connection,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

function refuseNewerStore(
  noted: ReadonlyMap<string, NotedMigration>,
  migrations: readonly Migration[],
  log: StoreLog,
): void {
  const unknown = [...noted.values()].filter(({ name }) => migrations.every((known) => known.name !== name));
  const refusing = unknown.filter((row) => row.older_versions === 'refuse').map(({ name }) => name);
  if (refusing.length > 0) {
    throw new NewerStore(
      `A newer version of the gateway migrated this store (${refusing.join(', ')}), and this version cannot work with it. Start that version or a later one`,
    );
  }
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name);
    log.warn(
      { migrations: names },
      'A newer version of the gateway migrated this store, and this version still works with it',
    );
  }
}

async function createNotes(connection: Kysely<Database>): Promise<void> {
  await sql`create table if not exists migration (
    name text primary key,
    older_versions text not null check (older_versions in ('run', 'refuse')),
    steps_done integer not null default 0,
    started_at timestamptz not null default now(),
    finished_at timestamptz
  )`.execute(connection);
}

async function runStep(
  connection: Kysely<Database>,
  name: string,
  step: Step,
  number: number,
): Promise<void> {
  const note = (db: Kysely<Database>) =>
    sql`update migration set steps_done = ${number} where name = ${name}`.execute(db);
  switch (step.kind) {
    case 'statement':
      await connection.transaction().execute(async (trx) => {
        await sql.raw(step.sql).execute(trx);
        await note(trx);
      });
      return;
    case 'batches':
      while (Number((await sql.raw(step.sql).execute(connection)).numAffectedRows ?? 0n) > 0);
      await note(connection);
      return;
    case 'index':
      await createIndex(connection, step.name, step.sql);
      await note(connection);
  }
}

/**
 * Creates an index concurrently, without a lock time-out: it waits for older transactions, and blocks no writes. A failed
 * attempt leaves an invalid index, which is dropped first.
 */
async function createIndex(connection: Kysely<Database>, name: string, text: string): Promise<void> {
  const { rows } = await sql<{ valid: boolean }>`
    select indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`.execute(connection);
  if (rows[0]?.valid) return;
  await withoutLockTimeout(connection, async () => {
    if (rows[0]) await sql.raw(`drop index concurrently ${name}`).execute(connection);
    await sql.raw(text).execute(connection);
  });
}

export async function withoutLockTimeout(
  connection: Kysely<Database>,
  work: () => Promise<unknown>,
): Promise<void> {
  await sql`set lock_timeout = 0`.execute(connection);
  try {
    await work();
  } finally {
    await sql`reset lock_timeout`.execute(connection);
  }
}

/** Retries after contention, with pauses: a statement that waits for a lock blocks all later ones on the table. */
async function withRetries<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isCode(error, CONTENTION)) throw new Error(`${what} failed`, { cause: error });
      if (tries === MAX_TRIES) {
        throw new Error(
          `${what} did not get its lock in ${MAX_TRIES} tries: end the long transactions in pg_stat_activity, and start again`,
          { cause: error },
        );
      }
    }
    await sleep(PAUSE_MS / 2 + Math.random() * PAUSE_MS);
  }
}
