import type { Kysely } from 'kysely';
import type { EnrolmentStanding, Standing } from '../domain/standing.js';
import type { Origin, Place, Readings } from '../service/ports.js';
import type { Database } from './schema.js';
import { numbers, prepared, run } from './statement.js';

interface EnrolmentStandingRow {
  enrolments_made: number;
  enrolments_used: number;
  ordinal: number | null;
  issual_id: string | null;
  expires_at: Date | null;
}

interface StandingRow extends EnrolmentStandingRow {
  promotion_id: string;
  earnings_made: number;
  earnings_used: number;
  total_left: string | null;
}

const PLACES = `
  unnest($2::bigint[], $3::bigint[]) with ordinality as place(promotion_id, customer_id, position)`;

/** The latest enrolment at a place, if any, with the number of those that count. */
const LATEST_ENROLMENT = `
  lateral (
    select ordinal, issual_id, expires_at, revoked_at,
      (count(*) filter (where revoked_at is null) over ())::int as used
    from enrolment
    where organisation_id = $1 and promotion_id = place.promotion_id and customer_id = place.customer_id
    order by ordinal desc limit 1
  ) as latest on true`;

const ENROLMENT_COLUMNS = `
  coalesce(latest.ordinal, 0) as enrolments_made, coalesce(latest.used, 0) as enrolments_used,
  case when latest.revoked_at is null then latest.ordinal end as ordinal, latest.issual_id, latest.expires_at`;

/** Most of those who are to be enrolled never were: there is no row for them. */
const READ_ENROLMENT_STANDINGS = prepared(`
  select place.position::int, ${ENROLMENT_COLUMNS} from ${PLACES} join ${LATEST_ENROLMENT}`);

const READ_STANDINGS = prepared(`
  with total as materialized (
    select promotion_id, earn_limit - earned as total_left from promotion_total
    where organisation_id = $1 and promotion_id = any($2::bigint[])
    order by promotion_id for no key update
  )
  select place.promotion_id, ${ENROLMENT_COLUMNS}, earnings_made, earnings_used, total.total_left
  from ${PLACES} left join ${LATEST_ENROLMENT}
  cross join lateral (
    select coalesce(max(ordinal), 0) as earnings_made,
      (count(*) filter (where revoked_at is null))::int as earnings_used
    from earning
    where organisation_id = $1 and promotion_id = place.promotion_id and customer_id = place.customer_id
  ) as earnings
  left join total on total.promotion_id = place.promotion_id
  order by place.position`);

const NEVER_ENROLLED: EnrolmentStanding = { enrolmentsMade: 0, enrolmentsUsed: 0, enrolment: null };

/** What enrolling depends on, without a lock. */
export async function readEnrolmentStandings(
  db: Kysely<Database>,
  { organisationId }: Origin,
  places: readonly Place[],
): Promise<Readings<EnrolmentStanding>> {
  const values = valuesOf(organisationId, places);
  const rows = await run<EnrolmentStandingRow & { position: number }>(db, READ_ENROLMENT_STANDINGS, values);
  const standings: EnrolmentStanding[] = places.map(() => NEVER_ENROLLED);
  for (const row of rows) standings[row.position - 1] = toEnrolmentStanding(row);
  return { standings, totalLeft: new Map() };
}

/**
 * Locks the promotions' totals, where they have one, until the end of the transaction. A standing may be out of
 * date by the time that lock is granted: its act then loses its race.
 */
export async function readStandings(
  db: Kysely<Database>,
  { organisationId }: Origin,
  places: readonly Place[],
): Promise<Readings<Standing>> {
  const rows = await run<StandingRow>(db, READ_STANDINGS, valuesOf(organisationId, places));
  const totals = rows.flatMap(({ promotion_id, total_left }) =>
    total_left === null ? [] : [[promotion_id, Number(total_left)] as const],
  );
  return { standings: rows.map(toStanding), totalLeft: new Map(totals) };
}

function valuesOf(organisationId: string, places: readonly Place[]): unknown[] {
  return [
    organisationId,
    numbers(places.map(({ promotion }) => promotion.promotionId)),
    numbers(places.map(({ customerId }) => customerId)),
  ];
}

function toEnrolmentStanding(row: EnrolmentStandingRow): EnrolmentStanding {
  const { ordinal, issual_id: issualId, expires_at: expiresAt } = row;
  return {
    enrolmentsMade: row.enrolments_made,
    enrolmentsUsed: row.enrolments_used,
    enrolment: ordinal === null ? null : { ordinal, issualId, expiresAt },
  };
}

function toStanding(row: StandingRow): Standing {
  return {
    ...toEnrolmentStanding(row),
    earningsMade: row.earnings_made,
    earningsUsed: row.earnings_used,
  };
}
