/** Records earnings: the statement, and its values. */

import type { Kysely } from 'kysely';
import type { EarningAct } from '../../domain/earn.js';
import type { EventType } from '../../service/events/events.js';
import type { CustomerPromotionAct } from '../../service/ports.js';
import { numbers, prepared } from '../connection/statement.js';
import { MOST_EARNINGS } from '../narrow-values.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';
import { recordActs, statementVariants } from './recording-statement.js';

const EVENT: EventType = 'promotion.earned';

/** Answers the ids in the order of the acts, or null if any act was not recorded. */
const recordStatements = statementVariants(
  'record_earnings',
  {
    recording: `
  with act as materialized (
    select act.*, nextval('earned_id') as id
    from unnest($3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[], $10::int[]) with ordinality
      as act(promotion_id, customer_id, ordinal, expires_at, call, enrolment_ordinal, position)
  ),
  counted as (
    update promotion_total t set earned = earned + act.number, earn_limit = least(earn_limit, ${MOST_EARNINGS})
    from (select promotion_id, count(*) as number from act group by promotion_id) as act
    where t.organisation_id = $1 and t.promotion_id = act.promotion_id
  ),
  recorded as (
    insert into earning (organisation_id, promotion_id, customer_id, ordinal, earned_id, enrolment_ordinal,
      earned_at, expires_at, client_id, request_id)
    select $1::bigint, promotion_id, customer_id, ordinal, id, enrolment_ordinal, $2::timestamptz, expires_at,
      ($8::bigint[])[act.call + 1], ($9::text[])[act.call + 1]
    from act order by customer_id, promotion_id, ordinal
    on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
    returning promotion_id, customer_id, ordinal, earned_id as id, enrolment_ordinal, request_id
  )`,
    events: `
    insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select $1::bigint, r.customer_id, '${EVENT}', $2::timestamptz, now(), jsonb_build_object(
      'earnedId', r.id::text, 'issualId', (
        select issual_id::text from enrolment e where e.organisation_id = $1 and e.promotion_id = r.promotion_id
          and e.customer_id = r.customer_id and e.ordinal = r.enrolment_ordinal),
      'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
    from recorded as r
    join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
    order by r.customer_id, r.promotion_id, r.ordinal`,
    answer: {
      columns: 'array_agg(act.id order by position)::text as ids',
      from: 'act where (select count(*) from recorded) = (select count(*) from act)',
    },
  },
  prepared,
);

/**
 * Records all of the earnings or none. Reading the standings has locked the totals of the promotions and the enrolments
 * of the earnings.
 * @returns the earnedIds
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEarnings(
  db: Kysely<Database>,
  context: LedgerContext,
  acts: readonly CustomerPromotionAct<EarningAct>[],
): Promise<string[]> {
  const enrolmentOrdinals = numbers(acts.map(({ act }) => act.enrolment.ordinal));
  return recordActs(db, context, recordStatements, acts, [enrolmentOrdinals]);
}
