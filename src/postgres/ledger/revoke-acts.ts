/** Reads what can be revoked, and marks it as revoked. */

import type { Kysely } from 'kysely';
import type { EarningsRevocation, EnrolmentRevocation, Revocable } from '../../domain/revoke.js';
import type { CustomerPromotion, CustomerPromotionAct, Readings } from '../../service/ports.js';
import { groupRows } from './group-rows.js';
import { PLACES_TO_LOCK, placeValues } from './customer-promotion-list.js';
import { publishing } from '../events/publish.js';
import { refusedToRecord } from './record-acts.js';
import type { LedgerContext } from './ledger-context.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';
import { statementVariants, type StatementVariants } from './statement-variants.js';
import { LostRace } from '../connection/transaction.js';

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

const LOCK_TOTALS = prepared(`
  select from promotion_total where organisation_id = $1 and promotion_id = any($2::bigint[])
  order by promotion_id for no key update`);

const LOCK_ENROLMENTS = prepared(`
  select place.position::int, latest.ordinal, latest.issual_id, latest.expires_at
  from ${PLACES_TO_LOCK}
  cross join lateral (
    select * from enrolment e
    where e.organisation_id = $1 and e.promotion_id = place.promotion_id and e.customer_id = place.customer_id
    order by e.ordinal desc limit 1 for update
  ) as latest
  where latest.revoked_at is null`);

const LOCK_EARNINGS = prepared(`
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
    order by e.ordinal for update
  ) as e`);

/**
 * Locks, in the order in which recording does: the promotions' totals, where they have one; the customers' current
 * enrolments; their earnings.
 */
export async function readRevocables(
  db: Kysely<Database>,
  { organisationId }: LedgerContext,
  places: readonly CustomerPromotion[],
): Promise<Readings<Revocable>> {
  const values = placeValues(organisationId, places);
  if (places.some(({ promotion }) => promotion.totalEarnLimit !== null)) {
    await run(db, LOCK_TOTALS, values.slice(0, 2));
  }
  const enrolments = await run<EnrolmentRow>(db, LOCK_ENROLMENTS, values);
  const earnings = await run<EarningRow>(db, LOCK_EARNINGS, values);
  return { standings: revocablesAt(places, enrolments, earnings), totalLeft: new Map() };
}

function revocablesAt(
  places: readonly CustomerPromotion[],
  enrolments: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
): Revocable[] {
  const enrolmentAt = new Map(enrolments.map((row) => [row.position, row]));
  const earningsAt = groupRows(earnings, (row) => row.position);
  return places.map((_, i) => {
    const row = enrolmentAt.get(i + 1);
    return {
      enrolment: row ? { ordinal: row.ordinal, issualId: row.issual_id, expiresAt: row.expires_at } : null,
      earnings: (earningsAt.get(i + 1) ?? []).map(({ earned_id, issual_id, expires_at }) => ({
        earnedId: earned_id,
        issualId: issual_id,
        expiresAt: expires_at,
      })),
    };
  });
}

/** What is to be revoked, of which promotion, for which client, and in which request. */
const ACTS = `with act as materialized (
    select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
      as act(id, promotion_id, client_id, request_id)
  )`;

const REVOKED_BY = 'revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id';

/** While a statement waited for its locks, another call may have recorded a row later than the instant of this one. */
const REVOKE_ENROLMENTS = `${ACTS},
  revoked as (
    update enrolment e set revoked_at = greatest($2::timestamptz, e.enrolled_at), ${REVOKED_BY}
    from act where e.organisation_id = $1 and e.issual_id = act.id and e.revoked_at is null
    returning e.promotion_id, e.customer_id, e.ordinal, e.issual_id as id, act.request_id
  )`;

const REVOKE_EARNINGS = `${ACTS},
  freed as (
    update promotion_total t set earned = earned - act.number
    from (select promotion_id, count(*) as number from act group by promotion_id) as act
    where t.organisation_id = $1 and t.promotion_id = act.promotion_id
  ),
  revoked as (
    update earning e set revoked_at = greatest($2::timestamptz, e.earned_at), ${REVOKED_BY}
    from act where e.organisation_id = $1 and e.earned_id = act.id and e.revoked_at is null
    returning e.promotion_id, e.customer_id, e.ordinal, e.earned_id as id, act.request_id
  )`;

const COUNTED = { columns: 'count(*)::int as revoked', from: 'revoked' };

const revokeEnrolmentStatements = statementVariants(
  REVOKE_ENROLMENTS,
  'revoked',
  COUNTED,
  publishing('revoked', 'promotion.enrolment.revoked', `jsonb_build_object('issualId', r.id::text)`),
);
const revokeEarningStatements = statementVariants(
  REVOKE_EARNINGS,
  'revoked',
  COUNTED,
  publishing('revoked', 'promotion.earning.revoked', `jsonb_build_object('earnedId', r.id::text)`),
);

/**
 * Marks enrolments as revoked; `readRevocables` has locked them.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function revokeEnrolments(
  db: Kysely<Database>,
  recorder: LedgerContext,
  acts: readonly CustomerPromotionAct<EnrolmentRevocation>[],
): Promise<void> {
  const rows = acts.map(({ act, place, call }) => ({ id: act.issualId, place, call }));
  return revoke(db, recorder, revokeEnrolmentStatements, rows);
}

/**
 * Marks earnings as revoked, and frees the promotions' totals; `readRevocables` has locked them.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export function revokeEarnings(
  db: Kysely<Database>,
  recorder: LedgerContext,
  acts: readonly CustomerPromotionAct<EarningsRevocation>[],
): Promise<void> {
  const rows = acts.flatMap(({ act, place, call }) => act.earnedIds.map((id) => ({ id, place, call })));
  return revoke(db, recorder, revokeEarningStatements, rows);
}

/** The enrolment or earning that an act takes back. */
interface RevokedRow extends Pick<CustomerPromotionAct<unknown>, 'place' | 'call'> {
  readonly id: string;
}

async function revoke(
  db: Kysely<Database>,
  recorder: LedgerContext,
  statementFor: StatementVariants,
  rows: readonly RevokedRow[],
): Promise<void> {
  const { organisationId, now, calls } = recorder;
  const [counted] = await run<{ revoked: number }>(db, statementFor(recorder), [
    organisationId,
    now,
    numbers(rows.map(({ id }) => id)),
    numbers(rows.map(({ place }) => place.promotion.promotionId)),
    rows.map(({ call }) => calls[call]?.clientId),
    rows.map(({ call }) => calls[call]?.requestId),
  ]).catch(refusedToRecord);
  if (counted?.revoked !== rows.length) throw new LostRace('Another transaction was first');
}
