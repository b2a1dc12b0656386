/** Advances sequences that lag behind their rows. */

import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.js';
import type { StoreLog } from './run-migrations.js';

/** A higher number is older than its constraint, and a sequence that went on from it would come to its end. */
const HIGHEST = '4611686018427387903';

/** The keys that a number is part of, which a sequence that lags behind breaks. */
const KEYS: ReadonlySet<unknown> = new Set([
  'enrolment_organisation_id_issual_id_key',
  'earning_organisation_id_earned_id_key',
  'outbox_pkey',
  'api_client_pkey',
]);
const UNIQUE_VIOLATION = '23505';

/** The sequences that number rows; an index finds the highest number of each organisation. */
const NUMBERED = [
  { table: 'enrolment', column: 'issual_id', sequence: `'issual_id'::regclass` },
  { table: 'earning', column: 'earned_id', sequence: `'earned_id'::regclass` },
  { table: 'outbox', column: 'sequence', sequence: `pg_get_serial_sequence('outbox', 'sequence')::regclass` },
  {
    table: 'api_client',
    column: 'client_id',
    sequence: `pg_get_serial_sequence('api_client', 'client_id')::regclass`,
  },
];

/**
 * Advances the sequences that lag behind their rows, as after a restore: every insert would meet a number that is
 * taken. It looks up one row an organisation, however many there are. A lock is held: two processes at once could set a
 * sequence back.
 */
export async function advanceSequences(connection: Kysely<Database>, log: StoreLog): Promise<void> {
  for (const { table, column, sequence } of NUMBERED) {
    const { rows } = await sql
      .raw<{ highest: string; value: string }>(
        `select highest, setval(${sequence}, highest) as value from (
          select max(latest.number) as highest from organisation o
          cross join lateral (
            select ${column} as number from ${table} as numbered
            where numbered.organisation_id = o.organisation_id and ${column} <= ${HIGHEST}
            order by ${column} desc limit 1
          ) as latest
        ) as rows
        where highest > coalesce(pg_sequence_last_value(${sequence}), 0)`,
      )
      .execute(connection);
    if (rows[0]) {
      const { value } = rows[0];
      log.warn(
        { table, column, value },
        'Advanced a sequence that lagged behind its rows, as after a restore',
      );
    }
  }
}

/**
 * Runs a transaction, and again after it met a number that was taken: the rows behind a running gateway may be restored
 * with higher numbers than its sequences have reached.
 */
export async function withAdvancedSequences<Result>(
  db: Kysely<Database>,
  log: StoreLog,
  transact: () => Promise<Result>,
): Promise<Result> {
  try {
    return await transact();
  } catch (error) {
    if (!isNumberTaken(error)) throw error;
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('promotion-gateway sequences', 0))`.execute(
        trx,
      );
      await advanceSequences(trx, log);
    });
    return transact();
  }
}

function isNumberTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isTaken = 'code' in error && error.code === UNIQUE_VIOLATION;
  return (isTaken && 'constraint' in error && KEYS.has(error.constraint)) || isNumberTaken(error.cause);
}
