/** Revokes enrolments: the statement, and its values. */

import type { Kysely } from 'kysely';
import type { EnrolmentRevocation } from '../../domain/revoke.js';
import type { EventType } from '../../service/events/events.js';
import type { CustomerPromotionAct } from '../../service/ports.js';
import { narrowExpiry, narrowInstant } from '../narrow-values.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';
import { revokeRows, statementVariants } from './recording-statement.js';

const EVENT: EventType = 'promotion.enrolment.revoked';

/** A statement may have waited for locks while another call recorded a row with a later instant: `greatest` dates it. */
const revokeStatements = statementVariants('revoke_enrolments', {
  recording: `
  with act as materialized (
    select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
      as act(id, promotion_id, client_id, request_id)
  ),
  recorded as (
    update enrolment e set revoked_at = greatest($2::timestamptz, ${narrowInstant('e.enrolled_at')}),
      enrolled_at = ${narrowInstant('e.enrolled_at')}, expires_at = ${narrowExpiry('e.expires_at')},
      revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id
    from act where e.organisation_id = $1 and e.issual_id = act.id and e.revoked_at is null
    returning e.promotion_id, e.customer_id, e.ordinal, e.issual_id as id, act.request_id
  )`,
  events: `
    insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select $1::bigint, r.customer_id, '${EVENT}', $2::timestamptz, now(), jsonb_build_object(
      'issualId', r.id::text,
      'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
    from recorded as r
    join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
    order by r.customer_id, r.promotion_id, r.ordinal`,
  answer: { columns: 'count(*)::int as revoked', from: 'recorded' },
});

/**
 * Marks enrolments as revoked; `readRevocables` has locked them.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function revokeEnrolments(
  db: Kysely<Database>,
  context: LedgerContext,
  acts: readonly CustomerPromotionAct<EnrolmentRevocation>[],
): Promise<void> {
  const enrolments = acts.map(({ act, customerPromotion, call }) => ({
    id: act.issualId,
    customerPromotion,
    call,
  }));
  return revokeRows(db, context, revokeStatements, enrolments);
}
