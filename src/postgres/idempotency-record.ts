import { sql, type Kysely, type Transaction } from 'kysely';
import type { KeyRecord, KeyRecords, KeyUse, Memory, Origin } from '../service/ports.js';
import type { Database } from './schema.js';
import { LostRace } from './transaction.js';

/**
 * Takes the key for this transaction, without waiting for another that has it, and reads what is known of it.
 * Should the other have ended between the snapshot and the lock, `rememberKey` finds out.
 */
export async function recallKey(
  trx: Transaction<Database>,
  { organisationId, clientId }: Origin,
  { action, key }: KeyUse,
): Promise<Memory> {
  const name = JSON.stringify(['idempotency', organisationId, clientId, action, key]);
  const { rows } = await sql<
    { taken: boolean } & Partial<Record<'fingerprint' | 'request_id' | 'answer', string>>
  >`
    with lock as materialized (select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken)
    select lock.taken, r.fingerprint, r.request_id, r.answer
    from lock left join idempotency_record r on r.organisation_id = ${organisationId}
      and r.client_id = ${clientId} and r.action = ${action} and r.key = ${key}`.execute(trx);
  const { taken, fingerprint, request_id: requestId, answer } = rows[0] ?? { taken: false };
  if (fingerprint && requestId && answer)
    return { status: 'known', record: { fingerprint, requestId, answer } };
  return { status: taken ? 'new' : 'busy' };
}

/** Keeps the answer with its effects. @throws LostRace */
export async function rememberKey(
  trx: Transaction<Database>,
  { organisationId, clientId, now }: Origin,
  { action, key }: KeyUse,
  { fingerprint, requestId, answer }: KeyRecord,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('idempotency_record')
    .values({
      organisation_id: organisationId,
      client_id: clientId,
      action,
      key,
      fingerprint,
      request_id: requestId,
      answer,
      recorded_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) throw new LostRace('Another transaction used the key first');
}

/** The records of calls with a key, outside of the transactions that make them. */
export function keyRecords(db: Kysely<Database>): KeyRecords {
  return {
    async findLatest(organisationId, clientId, key) {
      const row = await db
        .selectFrom('idempotency_record')
        .select(['action', 'key', 'fingerprint', 'request_id as requestId', 'answer'])
        .where('organisation_id', '=', organisationId)
        .where('client_id', '=', clientId)
        .where('key', '=', key)
        .orderBy('recorded_at', 'desc')
        .executeTakeFirst();
      return row ?? null;
    },

    // Few at a time, and none that another process is about to forget: no lock is held for long.
    async forget(before, atMost) {
      const { numAffectedRows = 0n } = await sql`
        delete from idempotency_record where ctid = any(array(
          select ctid from idempotency_record where recorded_at < ${before}
          order by recorded_at limit ${atMost} for update skip locked))`.execute(db);
      return Number(numAffectedRows);
    },
  };
}
