import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { EarningAct } from '../domain/earn.js';
import type { EnrolmentAct } from '../domain/enrol.js';
import type { Promotion } from '../domain/promotion.js';
import { RecordingFailed, StoreUnavailable, type ActOf, type Recorded } from '../service/ports.js';
import { publishing, type Recorder } from './publish.js';
import type { Database } from './schema.js';
import { LostRace } from './transaction.js';

/** A row of an insert: what its key begins with, and the number that was drawn for it. */
interface InsertedRow {
  customer_id: string;
  ordinal: number;
  id: string;
}

/**
 * Records enrolments, all of them or none.
 * Numbers go out in the order of the call. Rows go in in the order of their key, so that two transactions over
 * the same customers wait for each other in one direction only and cannot deadlock.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEnrolments<Act extends ActOf<EnrolmentAct>>(
  trx: Transaction<Database>,
  recorder: Recorder,
  promotion: Promotion,
  acts: readonly Act[],
): Promise<Recorded<Act>[]> {
  const { organisationId, clientId, requestId, now } = recorder;
  const { promotionId } = promotion;
  const rows = acts.map(({ customerId, ordinal, expiresAt }) => ({
    customer_id: customerId,
    ordinal,
    expires_at: expiresAt,
  }));
  // A placeholder is nothing that happened to its customer.
  const told =
    promotion.kind === 'DIRECT_ISSUE' ? sql`(select * from recorded where false) as nothing` : sql`recorded`;
  const ids = sql`jsonb_build_object('issualId', issual_id::text)`;
  const insert = sql<InsertedRow>`
    with act as materialized (
      select *, nextval('issual_id') as issual_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as act(customer_id bigint, ordinal int, expires_at timestamptz)
    ),
    recorded as (
      insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id,
        enrolled_at, expires_at, client_id, request_id)
      select ${organisationId}, ${promotionId}, customer_id, ordinal, issual_id,
        ${now}, expires_at, ${clientId}, ${requestId}
      from act order by customer_id, ordinal
      on conflict (organisation_id, promotion_id, customer_id, ordinal) do nothing
      returning customer_id, ordinal, issual_id
    ),
    published as (${publishing(recorder, promotion, 'promotion.enrolled', told, ids)})
    select customer_id, ordinal, issual_id as id from recorded`;
  return record(trx, acts, insert);
}

/**
 * Records earnings, all of them or none, each under an enrolment that nobody revokes meanwhile: the lock shared
 * on it waits for whoever is about to. The promotion's total, where it has one, was locked with the standings.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEarnings<Act extends ActOf<EarningAct>>(
  trx: Transaction<Database>,
  recorder: Recorder,
  promotion: Promotion,
  acts: readonly Act[],
): Promise<Recorded<Act>[]> {
  const { organisationId, clientId, requestId, now } = recorder;
  const { promotionId } = promotion;
  const ids = sql`jsonb_build_object('earnedId', earned_id::text, 'issualId', (
    select issual_id::text from enrolment e where e.organisation_id = ${organisationId}
      and e.promotion_id = ${promotionId} and e.customer_id = recorded.customer_id
      and e.ordinal = recorded.enrolment_ordinal))`;
  const insert = sql<InsertedRow>`
    with act as materialized (
      select *, nextval('earned_id') as earned_id
      from jsonb_to_recordset(${rowsOfEarnings(acts)}::jsonb)
        as act(customer_id bigint, ordinal int, enrolment_ordinal int, expires_at timestamptz)
    ),
    counted as (
      update promotion_total set earned = earned + ${acts.length}
      where organisation_id = ${organisationId} and promotion_id = ${promotionId}
    ),
    recorded as (
      insert into earning (organisation_id, promotion_id, customer_id, ordinal, earned_id, enrolment_ordinal,
        earned_at, expires_at, client_id, request_id)
      select ${organisationId}, ${promotionId}, act.customer_id, act.ordinal, act.earned_id,
        act.enrolment_ordinal, ${now}, act.expires_at, ${clientId}, ${requestId}
      from act
      join enrolment e on e.organisation_id = ${organisationId} and e.promotion_id = ${promotionId}
        and e.customer_id = act.customer_id and e.ordinal = act.enrolment_ordinal and e.revoked_at is null
      order by act.customer_id, act.ordinal
      for share of e
      on conflict (organisation_id, promotion_id, customer_id, ordinal) do nothing
      returning customer_id, ordinal, earned_id, enrolment_ordinal
    ),
    published as (${publishing(recorder, promotion, 'promotion.earned', sql`recorded`, ids)})
    select customer_id, ordinal, earned_id as id from recorded`;
  return record(trx, acts, insert);
}

function rowsOfEarnings(acts: readonly ActOf<EarningAct>[]): string {
  return JSON.stringify(
    acts.map(({ customerId, ordinal, enrolment, expiresAt }) => ({
      customer_id: customerId,
      ordinal,
      enrolment_ordinal: enrolment.ordinal,
      expires_at: expiresAt,
    })),
  );
}

async function record<Act extends ActOf<{ readonly ordinal: number }>>(
  trx: Transaction<Database>,
  acts: readonly Act[],
  insert: RawBuilder<InsertedRow>,
): Promise<Recorded<Act>[]> {
  const { rows } = await insert.execute(trx).catch(refusedToRecord);
  const ids = new Map(rows.map(({ customer_id, ordinal, id }) => [`${customer_id} ${ordinal}`, id]));
  return acts.map((act) => {
    const id = ids.get(`${act.customerId} ${act.ordinal}`);
    if (id === undefined) throw new LostRace('Another transaction was first');
    return { ...act, id };
  });
}

/** Says of an error that it was recording that failed. @throws RecordingFailed, StoreUnavailable */
export function refusedToRecord(error: unknown): never {
  if (error instanceof StoreUnavailable) throw error;
  throw new RecordingFailed('The store refused to record', { cause: error });
}
