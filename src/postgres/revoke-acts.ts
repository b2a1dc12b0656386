import { sql, type Transaction } from 'kysely';
import type { Promotion } from '../domain/promotion.js';
import type { EarningsRevocation, EnrolmentRevocation, Revocable } from '../domain/revoke.js';
import type { ActOf, Origin, Readings } from '../service/ports.js';
import { publishing, type Recorder } from './publish.js';
import { refusedToRecord } from './record-acts.js';
import type { Database } from './schema.js';
import { LostRace } from './transaction.js';

interface EnrolmentRow {
  customer_id: string;
  ordinal: number;
  issual_id: string;
  expires_at: Date | null;
}

interface EarningRow {
  customer_id: string;
  earned_id: string;
  issual_id: string;
  expires_at: Date | null;
}

/**
 * Locks, in the order in which recording does: the promotion's total, where it has one; the customers' current
 * enrolments; their earnings.
 */
export async function readRevocables(
  trx: Transaction<Database>,
  { organisationId }: Origin,
  { promotionId, totalEarnLimit }: Promotion,
  customerIds: readonly string[],
): Promise<Readings<Revocable>> {
  const key = sql`e.organisation_id = ${organisationId} and e.promotion_id = ${promotionId}`;
  if (totalEarnLimit !== null) {
    await sql`select from promotion_total e where ${key} for no key update`.execute(trx);
  }
  const enrolments = await sql<EnrolmentRow>`
    select customer_id, ordinal, issual_id, expires_at from enrolment e
    where ${key} and customer_id = any(${customerIds}::bigint[]) and revoked_at is null
      and ordinal = (select max(ordinal) from enrolment as any_of_it
        where any_of_it.organisation_id = e.organisation_id and any_of_it.promotion_id = e.promotion_id
          and any_of_it.customer_id = e.customer_id)
    order by customer_id for update`.execute(trx);
  const earnings = await sql<EarningRow>`
    select e.customer_id, e.earned_id, e.expires_at, enrolment.issual_id from earning e
    join enrolment on enrolment.organisation_id = e.organisation_id
      and enrolment.promotion_id = e.promotion_id and enrolment.customer_id = e.customer_id
      and enrolment.ordinal = e.enrolment_ordinal
    where ${key} and e.customer_id = any(${customerIds}::bigint[]) and e.revoked_at is null
    order by e.customer_id, e.ordinal for update of e`.execute(trx);
  return { byCustomer: revocablesOf(customerIds, enrolments.rows, earnings.rows), totalLeft: null };
}

function revocablesOf(
  customerIds: readonly string[],
  enrolments: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
): Map<string, Revocable> {
  const enrolmentOf = new Map(enrolments.map((row) => [row.customer_id, row]));
  const earningsOf = new Map(customerIds.map((customerId): [string, EarningRow[]] => [customerId, []]));
  for (const row of earnings) earningsOf.get(row.customer_id)?.push(row);
  const revocableOf = (customerId: string): Revocable => {
    const row = enrolmentOf.get(customerId);
    return {
      enrolment: row ? { ordinal: row.ordinal, issualId: row.issual_id, expiresAt: row.expires_at } : null,
      earnings: (earningsOf.get(customerId) ?? []).map(({ earned_id, issual_id, expires_at }) => ({
        earnedId: earned_id,
        issualId: issual_id,
        expiresAt: expires_at,
      })),
    };
  };
  return new Map(customerIds.map((customerId) => [customerId, revocableOf(customerId)]));
}

/**
 * Marks enrolments as revoked; `readRevocables` has locked them. While it waited for them, another call may have
 * recorded one later than the instant of this call.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function revokeEnrolments(
  trx: Transaction<Database>,
  recorder: Recorder,
  promotion: Promotion,
  acts: readonly ActOf<EnrolmentRevocation>[],
): Promise<void> {
  const { organisationId, clientId, requestId, now } = recorder;
  const ids = sql`jsonb_build_object('issualId', issual_id::text)`;
  const { rows } = await sql`
    with revoked as (
      update enrolment
      set revoked_at = greatest(${now}, enrolled_at), revoked_by_client_id = ${clientId}, revoked_by_request_id = ${requestId}
      where organisation_id = ${organisationId} and promotion_id = ${promotion.promotionId}
        and issual_id = any(${acts.map(({ issualId }) => issualId)}::bigint[]) and revoked_at is null
      returning customer_id, ordinal, issual_id
    ),
    published as (${publishing(recorder, promotion, 'promotion.enrolment.revoked', sql`revoked`, ids)})
    select from revoked`
    .execute(trx)
    .catch(refusedToRecord);
  expectAll(rows.length, acts.length);
}

/**
 * Marks earnings as revoked, and frees the promotion's total; `readRevocables` has locked them.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function revokeEarnings(
  trx: Transaction<Database>,
  recorder: Recorder,
  promotion: Promotion,
  acts: readonly ActOf<EarningsRevocation>[],
): Promise<void> {
  const { organisationId, clientId, requestId, now } = recorder;
  const { promotionId } = promotion;
  const earnedIds = acts.flatMap((act) => act.earnedIds);
  const ids = sql`jsonb_build_object('earnedId', earned_id::text)`;
  const { rows } = await sql`
    with freed as (
      update promotion_total set earned = earned - ${earnedIds.length}
      where organisation_id = ${organisationId} and promotion_id = ${promotionId}
    ),
    revoked as (
      update earning
      set revoked_at = greatest(${now}, earned_at), revoked_by_client_id = ${clientId}, revoked_by_request_id = ${requestId}
      where organisation_id = ${organisationId} and promotion_id = ${promotionId}
        and earned_id = any(${earnedIds}::bigint[]) and revoked_at is null
      returning customer_id, ordinal, earned_id
    ),
    published as (${publishing(recorder, promotion, 'promotion.earning.revoked', sql`revoked`, ids)})
    select from revoked`
    .execute(trx)
    .catch(refusedToRecord);
  expectAll(rows.length, earnedIds.length);
}

function expectAll(revoked: number, expected: number): void {
  if (revoked !== expected) throw new LostRace('Another transaction was first');
}
