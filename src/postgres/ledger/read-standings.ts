/** Reads the standings of customers in promotions. */

import type { Kysely } from 'kysely';
import type { CurrentEnrolment, EarningStanding, EnrolmentStanding } from '../../domain/standing.js';
import type { Origin, CustomerPromotion, Readings } from '../../service/ports.js';
import { LATEST } from '../connection/driver-types.js';
import {
  CUSTOMER_PROMOTIONS,
  CUSTOMER_PROMOTIONS_TO_LOCK,
  customerPromotionValues,
} from './customer-promotion-list.js';
import type { Database } from '../schema.js';
import { numbersIn, prepared, run } from '../connection/statement.js';

/** Returns no row for a customer who was never enrolled, as most customers of an enrolment. */
const READ_ENROLMENT_STANDINGS = prepared(
  'read_enrolment_standings',
  `
  select wanted.position::int, latest.ordinal as made, latest.used,
    latest.revoked_at is null as is_current, latest.issual_id, latest.expires_at
  from ${CUSTOMER_PROMOTIONS}
  join lateral (
    select ordinal, issual_id, expires_at, revoked_at,
      (count(*) filter (where revoked_at is null) over ())::int as used
    from enrolment
    where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
    order by ordinal desc limit 1
  ) as latest on true`,
);

interface EnrolmentStandingRow {
  position: number;
  made: number;
  used: number;
  is_current: boolean;
  issual_id: string;
  expires_at: Date | null;
}

/**
 * All who are to earn have a standing: it comes as a list for each column, of which the driver makes less work than
 * of a row for each customer. That totals be counted before anything else is read has them locked first. LEAST passes
 * over null, which here has to stay null.
 */
const READ_EARNING_STANDINGS = prepared(
  'read_earning_standings',
  `
  with total as materialized (
    select promotion_id, earn_limit - earned as left from promotion_total
    where organisation_id = $1 and promotion_id = any($2::bigint[])
    order by promotion_id for no key update
  )
  select (select array_agg(promotion_id)::text from total) as limited,
    (select array_agg(total.left)::text from total) as total_left,
    array_agg(coalesce(ordinal, 0))::text as made, array_agg(current)::text as current,
    array_agg(issual_id)::text as issual_ids, array_agg(expires_at)::text as expiries,
    array_agg(earnings_made)::text as earnings_made, array_agg(earnings_used)::text as earnings_used
  from (
    select ordinal, case when revoked_at is null then ordinal end as current, issual_id,
      case when expires_at is not null
        then floor(extract(epoch from least(expires_at, '${LATEST.toISOString()}')) * 1000)::bigint
      end as expires_at, earnings_made, earnings_used
    from ${CUSTOMER_PROMOTIONS_TO_LOCK}
    left join lateral (
      select ordinal, issual_id, expires_at, revoked_at from enrolment
      where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
      order by ordinal desc limit 1 for share
    ) as latest on true
    cross join lateral (
      select coalesce(max(ordinal), 0) as earnings_made, count(*) filter (where revoked_at is null) as earnings_used
      from earning
      where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
    ) as earnings
    where (select count(*) from total) >= 0
    order by position
  ) as standing`,
);

type EarningStandingLists = Record<
  'made' | 'current' | 'issual_ids' | 'expiries' | 'earnings_made' | 'earnings_used',
  string
> &
  Record<'limited' | 'total_left', string | null>;

const NEVER_ENROLLED: EnrolmentStanding = { enrolmentsMade: 0, enrolmentsUsed: 0, enrolment: null };

/** Reads what enrolling depends on, without a lock. */
export async function readEnrolmentStandings(
  db: Kysely<Database>,
  { organisationId }: Origin,
  customerPromotions: readonly CustomerPromotion[],
): Promise<Readings<EnrolmentStanding>> {
  const values = customerPromotionValues(organisationId, customerPromotions);
  const rows = await run<EnrolmentStandingRow>(db, READ_ENROLMENT_STANDINGS, values);
  const standings: EnrolmentStanding[] = customerPromotions.map(() => NEVER_ENROLLED);
  for (const row of rows) standings[row.position - 1] = toEnrolmentStanding(row);
  return { standings, totalLeft: new Map() };
}

function toEnrolmentStanding(row: EnrolmentStandingRow): EnrolmentStanding {
  const { made, used, is_current: isCurrent, issual_id: issualId, expires_at: expiresAt } = row;
  return {
    enrolmentsMade: made,
    enrolmentsUsed: used,
    enrolment: isCurrent ? { ordinal: made, issualId, expiresAt } : null,
  };
}

/**
 * Reads what earning depends on. It locks the totals of the promotions, then the latest enrolments, so that no other call
 * revokes them. A standing may be stale once its lock is granted; recording then fails with LostRace.
 */
export async function readEarningStandings(
  db: Kysely<Database>,
  { organisationId }: Origin,
  customerPromotions: readonly CustomerPromotion[],
): Promise<Readings<EarningStanding>> {
  const values = customerPromotionValues(organisationId, customerPromotions);
  const [lists] = await run<EarningStandingLists>(db, READ_EARNING_STANDINGS, values);
  if (!lists) throw new Error('The aggregate returned no row');
  return { standings: toEarningStandings(lists), totalLeft: toTotalLeft(lists) };
}

function toTotalLeft({ limited, total_left }: EarningStandingLists): ReadonlyMap<string, number> {
  const left = numbersIn(total_left);
  return new Map(numbersIn(limited).map((promotionId, i) => [promotionId ?? '', Number(left[i])]));
}

function toEarningStandings(lists: EarningStandingLists): EarningStanding[] {
  const current = numbersIn(lists.current);
  const issualIds = numbersIn(lists.issual_ids);
  const expiries = numbersIn(lists.expiries);
  const earningsMade = numbersIn(lists.earnings_made);
  const earningsUsed = numbersIn(lists.earnings_used);
  return numbersIn(lists.made).map((made, i) => ({
    enrolmentsMade: Number(made),
    enrolment: toEnrolment(current[i], issualIds[i], expiries[i]),
    earningsMade: Number(earningsMade[i]),
    earningsUsed: Number(earningsUsed[i]),
  }));
}

function toEnrolment(
  ordinal: string | null = null,
  issualId: string | null = null,
  expiresAt: string | null = null,
): CurrentEnrolment | null {
  if (ordinal === null) return null;
  return {
    ordinal: Number(ordinal),
    issualId,
    expiresAt: expiresAt === null ? null : new Date(Number(expiresAt)),
  };
}
