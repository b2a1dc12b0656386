/** Claims idempotency keys and keeps the answers, inside the transaction. */

import type { Kysely } from 'kysely';
import type { Origin } from '../../service/ports.js';
import type { CallKey, KeyRecord, Memory } from '../../service/idempotency/key-records.js';
import type { Database } from '../schema.js';
import { prepared, run } from '../connection/statement.js';
import { LostRace } from '../connection/transaction.js';

/** The record of a key, and whether this transaction holds it. */
interface RecallRow {
  taken: boolean;
  fingerprint: string | null;
  request_id: string | null;
  answer: string | null;
}

/** Each OFFSET keeps the planner from joining with the whole table, which it takes for empty while it is. */
const RECALL = prepared(
  'recall_keys',
  `
  select wanted.taken, known.fingerprint, known.request_id, known.answer
  from (
    select *, pg_try_advisory_xact_lock(hashtextextended(name, 0)) as taken
    from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) with ordinality
      as wanted(client_id, action, key, name, position)
    offset 0
  ) as wanted
  left join lateral (
    select fingerprint, request_id, answer from idempotency_record
    where organisation_id = $1 and client_id = wanted.client_id and key = wanted.key and action = wanted.action
    offset 0
  ) as known on true
  order by wanted.position`,
);

/** Recorded by the store's clock, by which it is also forgotten. */
const REMEMBER = prepared(
  'remember_keys',
  `
  insert into idempotency_record
    (organisation_id, recorded_at, client_id, action, key, fingerprint, request_id, answer)
  select $1::bigint, now(), record.*
  from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    as record(client_id, action, key, fingerprint, request_id, answer)
  order by client_id, key, action
  on conflict do nothing
  returning 1`,
);

/**
 * Takes keys for this transaction, without waiting for another that has one, and reads what is known of each.
 * Should the other have ended between the snapshot and the lock, `rememberKeys` finds out.
 */
export async function recallKeys(
  db: Kysely<Database>,
  { organisationId, calls }: Origin,
  uses: readonly CallKey[],
): Promise<Memory[]> {
  const clientIds = uses.map(({ call }) => calls[call]?.clientId);
  const rows = await run<RecallRow>(db, RECALL, [
    organisationId,
    clientIds,
    uses.map(({ action }) => action),
    uses.map(({ key }) => key),
    uses.map(({ action, key }, i) =>
      JSON.stringify(['idempotency', organisationId, clientIds[i], action, key]),
    ),
  ]);
  return rows.map(toMemory);
}

function toMemory({ taken, fingerprint, request_id: requestId, answer }: RecallRow): Memory {
  if (fingerprint !== null && requestId !== null && answer !== null) {
    return { status: 'known', record: { fingerprint, requestId, answer } };
  }
  return { status: taken ? 'new' : 'busy' };
}

/** Keeps answers with their effects. @throws LostRace */
export async function rememberKeys(
  db: Kysely<Database>,
  { organisationId, calls }: Origin,
  records: readonly (CallKey & KeyRecord)[],
): Promise<void> {
  const kept = await run(db, REMEMBER, [
    organisationId,
    records.map(({ call }) => calls[call]?.clientId),
    records.map(({ action }) => action),
    records.map(({ key }) => key),
    records.map(({ fingerprint }) => fingerprint),
    records.map(({ requestId }) => requestId),
    records.map(({ answer }) => answer),
  ]);
  if (kept.length !== records.length) throw new LostRace('Another transaction used a key first');
}
