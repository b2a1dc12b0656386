/** Records enrolments: the statement, and its values. */

import type { Kysely } from 'kysely';
import { opensPlaceholder } from '../../domain/earn.js';
import type { EnrolmentAct } from '../../domain/enrol.js';
import { promotionKinds } from '../../domain/promotion.js';
import type { EventType } from '../../service/events/events.js';
import type { CustomerPromotionAct } from '../../service/ports.js';
import { prepared } from '../connection/statement.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';
import { recordActs, statementVariants } from './recording-statement.js';

const EVENT: EventType = 'promotion.enrolled';
const PLACEHOLDER_KINDS = promotionKinds
  .filter((kind) => opensPlaceholder[kind])
  .map((kind) => `'${kind}'`)
  .join(', ');

/** Answers the ids in the order of the acts, or null if any act was not recorded. */
const recordStatements = statementVariants(
  'record_enrolments',
  {
    recording: `
  with act as materialized (
    select act.*, nextval('issual_id') as id
    from unnest($3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[]) with ordinality
      as act(promotion_id, customer_id, ordinal, expires_at, call, position)
  ),
  recorded as (
    insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id,
      enrolled_at, expires_at, client_id, request_id)
    select $1::bigint, promotion_id, customer_id, ordinal, id, $2::timestamptz, expires_at,
      ($8::bigint[])[act.call + 1], ($9::text[])[act.call + 1]
    from act order by customer_id, promotion_id, ordinal
    on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
    returning promotion_id, customer_id, ordinal, issual_id as id, request_id
  )`,
    // A placeholder has no event: its customer was not enrolled by a call.
    events: `
    insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select $1::bigint, r.customer_id, '${EVENT}', $2::timestamptz, now(), jsonb_build_object(
      'issualId', r.id::text,
      'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
    from recorded as r
    join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
    where p.kind not in (${PLACEHOLDER_KINDS}) order by r.customer_id, r.promotion_id, r.ordinal`,
    answer: {
      columns: 'array_agg(act.id order by position)::text as ids',
      from: 'act where (select count(*) from recorded) = (select count(*) from act)',
    },
  },
  prepared,
);

/**
 * Records all of the enrolments or none. Ids rise in the order of the acts. Rows are inserted in the order of their key,
 * so that two transactions over the same customers cannot deadlock.
 * @returns the issualIds
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function recordEnrolments(
  db: Kysely<Database>,
  context: LedgerContext,
  acts: readonly CustomerPromotionAct<EnrolmentAct>[],
): Promise<string[]> {
  return recordActs(db, context, recordStatements, acts);
}
