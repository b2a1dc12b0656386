/** Revokes earnings: the statement, and its values. */

import type { Kysely } from 'kysely';
import type { EarningsRevocation } from '../../domain/revoke.js';
import type { EventType } from '../../service/events/events.js';
import type { CustomerPromotionAct } from '../../service/ports.js';
import { MOST_EARNINGS, narrowExpiry, narrowInstant } from '../narrow-values.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';
import { revokeRows, statementVariants } from './recording-statement.js';

const EVENT: EventType = 'promotion.earning.revoked';

/** A statement may have waited for locks while another call recorded a row with a later instant: `greatest` dates it. */
const revokeStatements = statementVariants('revoke_earnings', {
  recording: `
  with act as materialized (
    select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
      as act(id, promotion_id, client_id, request_id)
  ),
  freed as (
    update promotion_total t set earned = earned - act.number, earn_limit = least(earn_limit, ${MOST_EARNINGS})
    from (select promotion_id, count(*) as number from act group by promotion_id) as act
    where t.organisation_id = $1 and t.promotion_id = act.promotion_id
  ),
  recorded as (
    update earning e set revoked_at = greatest($2::timestamptz, ${narrowInstant('e.earned_at')}),
      earned_at = ${narrowInstant('e.earned_at')}, expires_at = ${narrowExpiry('e.expires_at')},
      revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id
    from act where e.organisation_id = $1 and e.earned_id = act.id and e.revoked_at is null
    returning e.promotion_id, e.customer_id, e.ordinal, e.earned_id as id, act.request_id
  )`,
  events: `
    insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select $1::bigint, r.customer_id, '${EVENT}', $2::timestamptz, now(), jsonb_build_object(
      'earnedId', r.id::text,
      'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
    from recorded as r
    join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
    order by r.customer_id, r.promotion_id, r.ordinal`,
  answer: { columns: 'count(*)::int as revoked', from: 'recorded' },
});

/**
 * Marks earnings as revoked and lowers the totals of their promotions; `readRevocables` has locked both.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function revokeEarnings(
  db: Kysely<Database>,
  context: LedgerContext,
  acts: readonly CustomerPromotionAct<EarningsRevocation>[],
): Promise<void> {
  const earnings = acts.flatMap(({ act, customerPromotion, call }) =>
    act.earnedIds.map((id) => ({ id, customerPromotion, call })),
  );
  return revokeRows(db, context, revokeStatements, earnings);
}
