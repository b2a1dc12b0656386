/** Inserts enrolments and earnings. */

import type { Kysely } from 'kysely';
import type { EarningAct } from '../../domain/earn.js';
import type { EnrolmentAct } from '../../domain/enrol.js';
import { RecordingFailed, StoreUnavailable, type CustomerPromotionAct } from '../../service/ports.js';
import { publishing } from '../events/publish.js';
import { statementVariants, type StatementVariants } from './statement-variants.js';
import type { LedgerContext } from './ledger-context.js';
import type { Database } from '../schema.js';
import { instants, numbers, numbersIn, prepared, run } from '../connection/statement.js';
import { LostRace } from '../connection/transaction.js';

/** Which client had a row recorded, and in which request: $8 and $9 are those of the calls. */
const RECORDED_BY = `($8::bigint[])[act.call + 1], ($9::text[])[act.call + 1]`;

/** The acts with the numbers drawn for them, in their order; $3 and those behind it hold them, a list for each column. */
function acts(sequence: string, list = '', column = ''): string {
  return `with act as materialized (
    select act.*, nextval('${sequence}') as id
    from unnest($3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[]${list}) with ordinality
      as act(promotion_id, customer_id, ordinal, expires_at, call${column}, position)
  )`;
}

const INSERT_ENROLMENTS = `
  ${acts('issual_id')},
  recorded as (
    insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id,
      enrolled_at, expires_at, client_id, request_id)
    select $1::bigint, promotion_id, customer_id, ordinal, id, $2::timestamptz, expires_at, ${RECORDED_BY}
    from act order by customer_id, promotion_id, ordinal
    on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
    returning promotion_id, customer_id, ordinal, issual_id as id, request_id
  )`;

const INSERT_EARNINGS = `
  ${acts('earned_id', ', $10::int[]', ', enrolment_ordinal')},
  counted as (
    update promotion_total t set earned = earned + act.number
    from (select promotion_id, count(*) as number from act group by promotion_id) as act
    where t.organisation_id = $1 and t.promotion_id = act.promotion_id
  ),
  recorded as (
    insert into earning (organisation_id, promotion_id, customer_id, ordinal, earned_id, enrolment_ordinal,
      earned_at, expires_at, client_id, request_id)
    select $1::bigint, promotion_id, customer_id, ordinal, id, enrolment_ordinal, $2::timestamptz, expires_at,
      ${RECORDED_BY}
    from act order by customer_id, promotion_id, ordinal
    on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
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

/** The numbers in the order of the acts, as a list; none at all unless every act was recorded. */
const NUMBERS = {
  columns: 'array_agg(act.id order by position)::text as ids',
  from: 'act where (select count(*) from recorded) = (select count(*) from act)',
};

const RECORD_ENROLMENTS = statementVariants(
  INSERT_ENROLMENTS,
  'recorded',
  NUMBERS,
  publishingEnrolments,
  prepared,
);
const RECORD_EARNINGS = statementVariants(INSERT_EARNINGS, 'recorded', NUMBERS, publishingEarnings, prepared);

/**
 * Records enrolments, all of them or none.
 * Numbers go out in the order of the acts. Rows go in in the order of their key, so that two transactions over
 * the same customers wait for each other in one direction only and cannot deadlock.
 * @returns the issualIds
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEnrolments(
  db: Kysely<Database>,
  recorder: LedgerContext,
  acts: readonly CustomerPromotionAct<EnrolmentAct>[],
): Promise<string[]> {
  return record(db, recorder, RECORD_ENROLMENTS, acts);
}

/**
 * Records earnings, all of them or none. The promotions' totals, where they have one, and the enrolments under which
 * the earnings hang were locked with the standings.
 * @returns the earnedIds
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEarnings(
  db: Kysely<Database>,
  recorder: LedgerContext,
  acts: readonly CustomerPromotionAct<EarningAct>[],
): Promise<string[]> {
  return record(db, recorder, RECORD_EARNINGS, acts, numbers(acts.map(({ act }) => act.enrolment.ordinal)));
}

async function record(
  db: Kysely<Database>,
  { organisationId, now, calls, ...told }: LedgerContext,
  statementFor: StatementVariants,
  acts: readonly CustomerPromotionAct<EnrolmentAct>[],
  ...further: readonly string[]
): Promise<string[]> {
  const [recorded] = await run<{ ids: string | null }>(db, statementFor(told), [
    organisationId,
    now,
    numbers(acts.map(({ place }) => place.promotion.promotionId)),
    numbers(acts.map(({ place }) => place.customerId)),
    numbers(acts.map(({ act }) => act.ordinal)),
    instants(acts.map(({ act }) => act.expiresAt)),
    numbers(acts.map(({ call }) => call)),
    calls.map(({ clientId }) => clientId),
    calls.map(({ requestId }) => requestId),
    ...further,
  ]).catch(refusedToRecord);
  if (!recorded?.ids) throw new LostRace('Another transaction was first');
  return numbersIn(recorded.ids).filter((id) => id !== null);
}

/** Says of an error that it was recording that failed. @throws RecordingFailed, StoreUnavailable */
export function refusedToRecord(error: unknown): never {
  if (error instanceof StoreUnavailable) throw error;
  throw new RecordingFailed('The store refused to record', { cause: error });
}
