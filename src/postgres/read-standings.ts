import { sql, type Transaction } from 'kysely';
import type { Promotion } from '../domain/promotion.js';
import type { Standing } from '../domain/standing.js';
import type { Origin, Readings } from '../service/ports.js';
import type { Database } from './schema.js';

interface StandingRow {
  customer_id: string;
  enrolments_made: number;
  enrolments_used: number;
  ordinal: number | null;
  issual_id: string | null;
  expires_at: Date | null;
  earnings_made: number;
  earnings_used: number;
  total_left: string | null;
}

/**
 * Locks the promotion's total, where it has one, until the end of the transaction. A standing may be out of
 * date by the time that lock is granted: its act then loses its race.
 */
export async function readStandings(
  trx: Transaction<Database>,
  { organisationId }: Origin,
  promotion: Promotion,
  customerIds: readonly string[],
): Promise<Readings<Standing>> {
  const key = sql`organisation_id = ${organisationId} and promotion_id = ${promotion.promotionId}`;
  const { rows } = await sql<StandingRow>`
    with total as materialized (
      select earn_limit - earned as total_left from promotion_total where ${key} for no key update
    )
    select customer.id as customer_id, enrolments_made, enrolments_used, ordinal, issual_id, expires_at,
      earnings_made, earnings_used, (select total_left from total) as total_left
    from unnest(${customerIds}::bigint[]) as customer(id)
    cross join lateral (
      select coalesce(max(ordinal), 0) as enrolments_made,
        (count(*) filter (where revoked_at is null))::int as enrolments_used
      from enrolment where ${key} and customer_id = customer.id
    ) as enrolments
    left join lateral (
      select ordinal, issual_id, expires_at from enrolment
      where ${key} and customer_id = customer.id and ordinal = enrolments_made and revoked_at is null
    ) as latest on true
    cross join lateral (
      select coalesce(max(ordinal), 0) as earnings_made,
        (count(*) filter (where revoked_at is null))::int as earnings_used
      from earning where ${key} and customer_id = customer.id
    ) as earnings`.execute(trx);
  const totalLeft = rows[0]?.total_left ?? null;
  return {
    byCustomer: new Map(rows.map((row) => [row.customer_id, toStanding(row)])),
    totalLeft: totalLeft === null ? null : Number(totalLeft),
  };
}

function toStanding(row: StandingRow): Standing {
  const { ordinal, issual_id: issualId, expires_at: expiresAt } = row;
  return {
    enrolmentsMade: row.enrolments_made,
    enrolmentsUsed: row.enrolments_used,
    enrolment: ordinal === null ? null : { ordinal, issualId, expiresAt },
    earningsMade: row.earnings_made,
    earningsUsed: row.earnings_used,
  };
}
