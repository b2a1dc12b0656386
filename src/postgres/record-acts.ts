import type { Kysely } from 'kysely';
import type { EarningAct } from '../domain/earn.js';
import type { EnrolmentAct } from '../domain/enrol.js';
import { RecordingFailed, StoreUnavailable, type ActOf, type Recorded } from '../service/ports.js';
import { publishing } from './publish.js';
import { telling, type Telling } from './telling.js';
import type { Recorder } from './recorder.js';
import type { Database } from './schema.js';
import { prepared, run } from './statement.js';
import { LostRace } from './transaction.js';

/** A row of an insert: what its key begins with, and the number that was drawn for it. */
interface InsertedRow {
  promotion_id: string;
  customer_id: string;
  ordinal: number;
  id: string;
}

const INSERTED = 'promotion_id, customer_id, ordinal, id';

/** Which client had a row recorded, and in which request: $4 and $5 are those of the calls. */
const RECORDED_BY = `($4::bigint[])[act.call + 1], ($5::text[])[act.call + 1]`;

/** The acts with the numbers drawn for them, in their order; $3 holds them. */
function acts(sequence: string, columns: string): string {
  return `with act as materialized (
    select *, nextval('${sequence}') as id
    from jsonb_to_recordset($3::jsonb) as act(promotion_id bigint, customer_id bigint, ordinal int,
      expires_at timestamptz, call int${columns})
  )`;
}

const INSERT_ENROLMENTS = `
  ${acts('issual_id', '')},
  recorded as (
    insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id,
      enrolled_at, expires_at, client_id, request_id)
    select $1::bigint, promotion_id, customer_id, ordinal, id, $2::timestamptz, expires_at, ${RECORDED_BY}
    from act order by promotion_id, customer_id, ordinal
    on conflict (organisation_id, promotion_id, customer_id, ordinal) do nothing
    returning promotion_id, customer_id, ordinal, issual_id as id, request_id
  )`;

const INSERT_EARNINGS = `
  ${acts('earned_id', ', enrolment_ordinal int')},
  counted as (
    update promotion_total t set earned = earned + act.number
    from (select promotion_id, count(*) as number from act group by promotion_id) as act
    where t.organisation_id = $1 and t.promotion_id = act.promotion_id
  ),
  recorded as (
    insert into earning (organisation_id, promotion_id, customer_id, ordinal, earned_id, enrolment_ordinal,
      earned_at, expires_at, client_id, request_id)
    select $1::bigint, act.promotion_id, act.customer_id, act.ordinal, act.id, act.enrolment_ordinal,
      $2::timestamptz, act.expires_at, ${RECORDED_BY}
    from (select * from act order by promotion_id, customer_id, ordinal) as act
    cross join lateral (
      select from enrolment e
      where e.organisation_id = $1 and e.promotion_id = act.promotion_id and e.customer_id = act.customer_id
        and e.ordinal = act.enrolment_ordinal and e.revoked_at is null
      for share
    ) as locked
    on conflict (organisation_id, promotion_id, customer_id, ordinal) do nothing
    returning promotion_id, customer_id, ordinal, earned_id as id, enrolment_ordinal, request_id
  )`;

// A placeholder is nothing that happened to its customer.
const publishingEnrolments = publishing(
  'recorded',
  'promotion.enrolled',
  `jsonb_build_object('issualId', r.id::text)`,
  `p.kind <> 'DIRECT_ISSUE'`,
);

const publishingEarnings = publishing(
  'recorded',
  'promotion.earned',
  `jsonb_build_object('earnedId', r.id::text, 'issualId', (
    select issual_id::text from enrolment e where e.organisation_id = $1 and e.promotion_id = r.promotion_id
      and e.customer_id = r.customer_id and e.ordinal = r.enrolment_ordinal))`,
);

const RECORD_ENROLMENTS = telling(INSERT_ENROLMENTS, 'recorded', INSERTED, publishingEnrolments, prepared);
const RECORD_EARNINGS = telling(INSERT_EARNINGS, 'recorded', INSERTED, publishingEarnings, prepared);

/**
 * Records enrolments, all of them or none.
 * Numbers go out in the order of the acts. Rows go in in the order of their key, so that two transactions over
 * the same customers wait for each other in one direction only and cannot deadlock.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEnrolments<Act extends ActOf<EnrolmentAct>>(
  db: Kysely<Database>,
  recorder: Recorder,
  acts: readonly Act[],
): Promise<Recorded<Act>[]> {
  return record(db, recorder, RECORD_ENROLMENTS, acts, acts.map(rowOf));
}

/**
 * Records earnings, all of them or none, each under an enrolment that nobody revokes meanwhile: the lock shared
 * on it waits for whoever is about to. The promotions' totals, where they have one, were locked with the standings.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEarnings<Act extends ActOf<EarningAct>>(
  db: Kysely<Database>,
  recorder: Recorder,
  acts: readonly Act[],
): Promise<Recorded<Act>[]> {
  const rows = acts.map((act) => ({ ...rowOf(act), enrolment_ordinal: act.enrolment.ordinal }));
  return record(db, recorder, RECORD_EARNINGS, acts, rows);
}

function rowOf({ promotion, customerId, ordinal, expiresAt, call }: ActOf<EnrolmentAct>) {
  return {
    promotion_id: promotion.promotionId,
    customer_id: customerId,
    ordinal,
    expires_at: expiresAt,
    call,
  };
}

async function record<Act extends ActOf<{ readonly ordinal: number }>>(
  db: Kysely<Database>,
  recorder: Recorder,
  statementFor: Telling,
  acts: readonly Act[],
  rows: readonly object[],
): Promise<Recorded<Act>[]> {
  const { organisationId, now, calls } = recorder;
  const inserted = await run<InsertedRow>(db, statementFor(recorder), [
    organisationId,
    now,
    JSON.stringify(rows),
    calls.map(({ clientId }) => clientId),
    calls.map(({ requestId }) => requestId),
  ]).catch(refusedToRecord);
  const ids = new Map(inserted.map((row) => [keyOf(row.promotion_id, row.customer_id, row.ordinal), row.id]));
  return acts.map((act) => {
    const id = ids.get(keyOf(act.promotion.promotionId, act.customerId, act.ordinal));
    if (id === undefined) throw new LostRace('Another transaction was first');
    return { ...act, id };
  });
}

function keyOf(promotionId: string, customerId: string, ordinal: number): string {
  return `${promotionId} ${customerId} ${ordinal}`;
}

/** Says of an error that it was recording that failed. @throws RecordingFailed, StoreUnavailable */
export function refusedToRecord(error: unknown): never {
  if (error instanceof StoreUnavailable) throw error;
  throw new RecordingFailed('The store refused to record', { cause: error });
}
