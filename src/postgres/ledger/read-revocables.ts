/** Reads and locks the enrolments and earnings that a call may revoke. */

import type { Kysely } from 'kysely';
import { MAX_EARNINGS } from '../../domain/bulk-request.js';
import type { Revocable } from '../../domain/revoke.js';
import type { CustomerPromotion, Readings } from '../../service/ports.js';
import { groupRows } from './group-rows.js';
import { CUSTOMER_PROMOTIONS_TO_LOCK, customerPromotionValues } from './customer-promotion-list.js';
import type { LedgerContext } from './ledger-context.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';

/** The current enrolment of a customer in a promotion, by its position from 1. */
interface EnrolmentRow {
  position: number;
  ordinal: number;
  issual_id: string;
  expires_at: Date | null;
}

interface EarningRow {
  position: number;
  earned_id: string;
  issual_id: string;
  expires_at: Date | null;
}

const LOCK_TOTALS = prepared(
  'lock_totals',
  `
  select from promotion_total where organisation_id = $1 and promotion_id = any($2::bigint[])
  order by promotion_id for no key update`,
);

const LOCK_ENROLMENTS = prepared(
  'lock_enrolments',
  `
  select wanted.position::int, latest.ordinal, latest.issual_id, latest.expires_at
  from ${CUSTOMER_PROMOTIONS_TO_LOCK}
  cross join lateral (
    select * from enrolment e
    where e.organisation_id = $1 and e.promotion_id = wanted.promotion_id and e.customer_id = wanted.customer_id
    order by e.ordinal desc limit 1 for update
  ) as latest
  where latest.revoked_at is null`,
);

/**
 * Locks the earnings that are live at the instant $4: the latest ones of each customer, one more than a call may revoke,
 * and those that the calls name ($5). An ordinal bounds them, because PostgreSQL cannot lock rows of a UNION with a LIMIT.
 */
const LOCK_EARNINGS = prepared(
  'lock_earnings',
  `
  select wanted.position::int, e.earned_id, e.expires_at, (
    select issual_id from enrolment
    where enrolment.organisation_id = $1 and enrolment.promotion_id = wanted.promotion_id
      and enrolment.customer_id = wanted.customer_id and enrolment.ordinal = e.enrolment_ordinal
  ) as issual_id
  from ${CUSTOMER_PROMOTIONS_TO_LOCK}
  cross join lateral (
    select * from earning e
    where e.organisation_id = $1 and e.promotion_id = wanted.promotion_id and e.customer_id = wanted.customer_id
      and e.revoked_at is null
      and (e.earned_id = any($5::bigint[])
        or (e.expires_at is null or e.expires_at > $4::timestamptz) and e.ordinal >= coalesce((
          select live.ordinal from earning live
          where live.organisation_id = $1 and live.promotion_id = wanted.promotion_id
            and live.customer_id = wanted.customer_id and live.revoked_at is null
            and (live.expires_at is null or live.expires_at > $4::timestamptz)
          order by live.ordinal desc offset ${MAX_EARNINGS} limit 1
        ), 0))
    order by e.ordinal for update
  ) as e`,
);

/**
 * Locks totals of promotions, then current enrolments, then earnings: the order in which recording locks them, so that
 * no two transactions deadlock.
 */
export async function readRevocables(
  db: Kysely<Database>,
  { organisationId, now }: LedgerContext,
  customerPromotions: readonly CustomerPromotion[],
  earnedIds: readonly string[] = [],
): Promise<Readings<Revocable>> {
  const values = customerPromotionValues(organisationId, customerPromotions);
  if (customerPromotions.some(({ promotion }) => promotion.totalEarnLimit !== null)) {
    await run(db, LOCK_TOTALS, values.slice(0, 2));
  }
  const enrolments = await run<EnrolmentRow>(db, LOCK_ENROLMENTS, values);
  const named = [now.toISOString(), numbers(earnedIds)];
  const earnings = await run<EarningRow>(db, LOCK_EARNINGS, [...values, ...named]);
  return { standings: revocablesAt(customerPromotions, enrolments, earnings, now), totalLeft: new Map() };
}

function revocablesAt(
  customerPromotions: readonly CustomerPromotion[],
  enrolments: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
  now: Date,
): Revocable[] {
  const enrolmentAt = new Map(enrolments.map((row) => [row.position, row]));
  const earningsAt = groupRows(earnings, (row) => row.position);
  return customerPromotions.map((_, i) => {
    const row = enrolmentAt.get(i + 1);
    const rows = earningsAt.get(i + 1) ?? [];
    const live = rows.filter(({ expires_at }) => expires_at === null || expires_at > now);
    return {
      enrolment: row ? { ordinal: row.ordinal, issualId: row.issual_id, expiresAt: row.expires_at } : null,
      earnings: rows.map(({ earned_id, issual_id, expires_at }) => ({
        earnedId: earned_id,
        issualId: issual_id,
        expiresAt: expires_at,
      })),
      hasMoreEarnings: live.length > MAX_EARNINGS,
    };
  });
}
