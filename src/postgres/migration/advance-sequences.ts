/** Advances sequences that lag behind their rows. */

import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.js';
import type { StoreLog } from './run-migrations.js';

/** A higher number is older than its constraint, and a sequence that went on from it would come to its end. */
const HIGHEST = '4611686018427387903';

/** The sequences that number rows, and what finds each organisation's highest number by an index. */
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
 * taken. It looks up one row an organisation, however many there are. The lock of migrations is held: two
 * processes at once could set a sequence back.
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
