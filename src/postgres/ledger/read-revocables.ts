/** Reads what can be revoked. */

import type { Kysely } from 'kysely';
import { MAX_EARNINGS } from '../../domain/bulk-request.js';
import type { Revocable } from '../../domain/revoke.js';
import type { CustomerPromotion, Readings } from '../../service/ports.js';
import { groupRows } from './group-rows.js';
import { PLACES_TO_LOCK, placeValues } from './customer-promotion-list.js';
import type { LedgerContext } from './ledger-context.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';

/** What was found at a place, which is named by its position from 1. */
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
  select place.position::int, latest.ordinal, latest.issual_id, latest.expires_at
  from ${PLACES_TO_LOCK}
  cross join lateral (
    select * from enrolment e
    where e.organisation_id = $1 and e.promotion_id = place.promotion_id and e.customer_id = place.customer_id
    order by e.ordinal desc limit 1 for update
  ) as latest
  where latest.revoked_at is null`,
);

/**
 * Locks the latest live earnings of each place, one more than a call may revoke, and those that the calls name ($5), live
 * at the instant $4. The bound is the ordinal of the last one, because rows cannot be locked behind a LIMIT of a UNION.
 */
const LOCK_EARNINGS = prepared(
  'lock_earnings',
  `
  select place.position::int, e.earned_id, e.expires_at, (
    select issual_id from enrolment
    where enrolment.organisation_id = $1 and enrolment.promotion_id = place.promotion_id
      and enrolment.customer_id = place.customer_id and enrolment.ordinal = e.enrolment_ordinal
  ) as issual_id
  from ${PLACES_TO_LOCK}
  cross join lateral (
    select * from earning e
    where e.organisation_id = $1 and e.promotion_id = place.promotion_id and e.customer_id = place.customer_id
      and e.revoked_at is null
      and (e.earned_id = any($5::bigint[])
        or (e.expires_at is null or e.expires_at > $4::timestamptz) and e.ordinal >= coalesce((
          select live.ordinal from earning live
          where live.organisation_id = $1 and live.promotion_id = place.promotion_id
            and live.customer_id = place.customer_id and live.revoked_at is null
            and (live.expires_at is null or live.expires_at > $4::timestamptz)
          order by live.ordinal desc offset ${MAX_EARNINGS} limit 1
        ), 0))
    order by e.ordinal for update
  ) as e`,
);

/**
 * Locks, in the order in which recording does: the promotions' totals, where they have one; the customers' current
 * enrolments; their earnings.
 */
export async function readRevocables(
  db: Kysely<Database>,
  { organisationId, now }: LedgerContext,
  places: readonly CustomerPromotion[],
  earnedIds: readonly string[] = [],
): Promise<Readings<Revocable>> {
  const values = placeValues(organisationId, places);
  if (places.some(({ promotion }) => promotion.totalEarnLimit !== null)) {
    await run(db, LOCK_TOTALS, values.slice(0, 2));
  }
  const enrolments = await run<EnrolmentRow>(db, LOCK_ENROLMENTS, values);
  const named = [now.toISOString(), numbers(earnedIds)];
  const earnings = await run<EarningRow>(db, LOCK_EARNINGS, [...values, ...named]);
  return { standings: revocablesAt(places, enrolments, earnings, now), totalLeft: new Map() };
}

function revocablesAt(
  places: readonly CustomerPromotion[],
  enrolments: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
  now: Date,
): Revocable[] {
  const enrolmentAt = new Map(enrolments.map((row) => [row.position, row]));
  const earningsAt = groupRows(earnings, (row) => row.position);
  return places.map((_, i) => {
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
