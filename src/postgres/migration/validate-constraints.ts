/** Looks through rows that were there before a constraint. */

import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.js';
import { isCode } from '../connection/store-failure.js';
import { withoutLockTimeout, type StoreLog } from './run-migrations.js';

/** The rows that are named of those that break a constraint. */
const NAMED_ROWS = 5;
/** A CHECK, a foreign key, or a value that the condition itself cannot be computed of. */
const BROKEN = ['23514', '23503', '22'];

interface PendingConstraint {
  table: string;
  constraint: string;
  /** Null for a foreign key. */
  condition: string | null;
  key: string;
}

/**
 * Validates the constraints that migrations added without looking at the rows that were there. Rows that break one
 * are reported, and keep neither the gateway nor the other rows from working; the next start looks again.
 */
export async function validateConstraints(connection: Kysely<Database>, log: StoreLog): Promise<void> {
  const { rows } = await sql<PendingConstraint>`
    select conrelid::regclass::text as table, quote_ident(conname) as constraint,
      pg_get_expr(conbin, conrelid) as condition,
      coalesce((select string_agg(quote_ident(attname), ', ' order by position)
        from pg_constraint as pk cross join unnest(pk.conkey) with ordinality as part(number, position)
        join pg_attribute on attrelid = pk.conrelid and attnum = part.number
        where pk.conrelid = pending.conrelid and pk.contype = 'p'), 'ctid') as key
    from pg_constraint as pending
    where not convalidated and contype in ('c', 'f') and connamespace = current_schema()::regnamespace
    order by 1, 2`.execute(connection);
  for (const pending of rows) await validate(connection, pending, log);
}

async function validate(
  connection: Kysely<Database>,
  pending: PendingConstraint,
  log: StoreLog,
): Promise<void> {
  const { table, constraint } = pending;
  try {
    // The lock is in the way of other changes of the schema and of VACUUM only.
    await withoutLockTimeout(connection, () =>
      sql.raw(`alter table ${table} validate constraint ${constraint}`).execute(connection),
    );
  } catch (error) {
    if (!isCode(error, BROKEN)) throw error;
    const rows = await brokenRows(connection, pending);
    const { condition } = pending;
    log.warn(
      { table, constraint, condition, rows },
      'Rows of the store break a constraint, and answers may omit them: correct the rows, then restart',
    );
  }
}

/** The keys of some rows that break it. */
async function brokenRows(
  connection: Kysely<Database>,
  { table, condition, key }: PendingConstraint,
): Promise<unknown[]> {
  if (condition === null) return [];
  const { rows } = await sql
    .raw(`select ${key} from ${table} where not (${condition}) limit ${NAMED_ROWS}`)
    .execute(connection);
  return rows;
}
