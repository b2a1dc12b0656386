/** Validates the constraints that were added as NOT VALID. */

import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.js';
import { isCode } from '../connection/store-failure.js';
import { withoutLockTimeout, type StoreLog } from './run-migrations.js';

/** The number of rows that a warning names for a broken constraint. */
const NAMED_ROWS = 5;
/** SQLSTATEs of a broken CHECK, a broken foreign key, and a value on which the condition itself fails. */
const BROKEN = ['23514', '23503', '22'];

interface PendingConstraint {
  table: string;
  constraint: string;
  /** Null for a foreign key. */
  condition: string | null;
  key: string;
}

/**
 * Validates the constraints that migrations added as NOT VALID. The log reports rows that break one, and the gateway
 * starts all the same; the next start validates again.
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
    // The lock conflicts only with changes of the schema and with VACUUM.
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

/** Reads the keys of some rows that break a constraint. */
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
