/** Reads keyed calls, and deletes old ones. */

import { sql, type Kysely } from 'kysely';
import type { ForgettableKeys, KeyRecords } from '../../service/idempotency/key-records.js';
import type { Database } from '../schema.js';

/** The tables of keyed calls: those of our own store with their effects, those of a platform before them. */
type KeyTable = 'idempotency_record' | 'upstream_call';

/** Reads and deletes the records of calls with a key. */
export function keyRecords(db: Kysely<Database>, table: KeyTable): KeyRecords {
  return {
    async findLatest(organisationId, clientId, key) {
      const row = await db
        .selectFrom(table)
        .select(['action', 'key', 'fingerprint', 'request_id as requestId', 'answer'])
        .where('organisation_id', '=', organisationId)
        .where('client_id', '=', clientId)
        .where('key', '=', key)
        .orderBy('recorded_at', 'desc')
        .executeTakeFirst();
      return row ?? null;
    },
    ...forgettableKeys(db, table),
  };
}

/** Deletes old keys. */
export function forgettableKeys(db: Kysely<Database>, table: KeyTable | 'registration_key'): ForgettableKeys {
  return {
    // It deletes few at a time and skips locked rows, so that no lock is held for long.
    async forget(keptForMs, atMost) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where recorded_at < now() - ${keptForMs} * interval '1 millisecond'
          order by recorded_at limit ${atMost} for update skip locked))`.execute(db);
      return Number(numAffectedRows);
    },
  };
}
