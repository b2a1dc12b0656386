/** Summarises customers' histories. */

import { sql, type Kysely, type Transaction } from 'kysely';
import { expiryOf } from '../../domain/expiry.js';
import { laterOf, type History } from '../../domain/history.js';
import { statusOf, type Promotion } from '../../domain/promotion.js';
import type { Standing } from '../../domain/standing.js';
import { promotionColumns, promotionJoins, promotionOfRow, type PromotionRow } from '../promotion-row.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';

/** The summary of a customer's enrolments, or earnings, in a promotion: their number and latest expiry. */
interface SumRow {
  customer_id: string;
  promotion_id: string;
  made: number;
  used: number;
  /** The latest expiry of unrevoked ones, and whether one of them expires with the promotion. */
  last_expiry: Date | null;
  one_lasts: boolean;
}
type ByPromotion<Row extends SumRow> = ReadonlyMap<string, Row>;
interface EnrolmentSumRow extends SumRow {
  is_current: boolean;
  issual_id: string;
  expires_at: Date | null;
}

const sums = (table: string) => `
    select customer_id, promotion_id, max(ordinal) as made,
      (count(*) filter (where revoked_at is null))::int as used,
      max(expires_at) filter (where revoked_at is null) as last_expiry,
      coalesce(bool_or(expires_at is null) filter (where revoked_at is null), false) as one_lasts
    from ${table} where organisation_id = $1 and customer_id = any($2::bigint[])
    group by customer_id, promotion_id`;

const SUM_UP_EARNINGS = prepared('sum_up_earnings', sums('earning'));

/** The latest enrolment, which decides whether the customer is enrolled. */
const SUM_UP_ENROLMENTS = prepared(
  'sum_up_enrolments',
  `
  select enrolments.*, latest.*
  from (${sums('enrolment')}) as enrolments
  cross join lateral (
    select revoked_at is null as is_current, issual_id, expires_at from enrolment
    where organisation_id = $1 and customer_id = enrolments.customer_id
      and promotion_id = enrolments.promotion_id and ordinal = enrolments.made
  ) as latest`,
);

/** Customers' histories as of one instant: the server sums them up, and sends a row for each promotion. */
export function readHistories(
  db: Kysely<Database>,
  organisationId: string,
  customerIds: readonly string[],
  now: Date,
): Promise<Iterable<History>[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const values = [organisationId, numbers(customerIds)];
      const earnings = await run<SumRow>(trx, SUM_UP_EARNINGS, values);
      const enrolments = await run<EnrolmentSumRow>(trx, SUM_UP_ENROLMENTS, values);
      const promotionIds = [...new Set(enrolments.map((row) => row.promotion_id))];
      const offers = await readOffers(trx, organisationId, promotionIds, now);
      const [enrolmentsOf, earningsOf] = [byCustomer(enrolments), byCustomer(earnings)];
      const programsOf = await readMemberships(trx, organisationId, customerIds, offers);
      return customerIds.map(
        (customerId) =>
          new CustomerHistories(
            offers,
            programsOf.get(customerId),
            enrolmentsOf.get(customerId),
            earningsOf.get(customerId),
          ),
      );
    });
}

/** The parts of a history that customers share. */
interface Offer extends Pick<History, 'promotion' | 'totalLeft'> {
  readonly isLive: boolean;
  /** The history of every customer who has nothing in this promotion. */
  readonly untouched: History;
}

/** One customer's histories, built lazily, so that customers do not each hold every promotion. */
class CustomerHistories implements Iterable<History> {
  constructor(
    private readonly offers: readonly Offer[],
    /** The programs for members that the customer belongs to. */
    private readonly memberOf?: ReadonlySet<string>,
    private readonly enrolments?: ByPromotion<EnrolmentSumRow>,
    private readonly earnings?: ByPromotion<SumRow>,
  ) {}

  /** A live promotion is offered, unless it is of a program for members of which the customer is none. */
  #isOffered({ promotion, isLive }: Offer): boolean {
    const { programId, membersOnly = false } = promotion.program;
    return isLive && (!membersOnly || this.memberOf?.has(programId) === true);
  }

  *[Symbol.iterator](): Generator<History> {
    for (const offer of this.offers) {
      const { promotionId } = offer.promotion;
      const enrolments = this.enrolments?.get(promotionId);
      if (enrolments) yield toHistory(offer, enrolments, this.earnings?.get(promotionId));
      else if (this.#isOffered(offer)) yield offer.untouched;
    }
  }
}

/** The programs for members of each customer; where no offer is of such a program no statement is sent. */
async function readMemberships(
  trx: Transaction<Database>,
  organisationId: string,
  customerIds: readonly string[],
  offers: readonly Offer[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (!offers.some(({ promotion }) => promotion.program.membersOnly)) return new Map();
  const { rows } = await sql<{ customer_id: string; program_id: string }>`
    select customer_id, program_id from program_member
    where organisation_id = ${organisationId} and customer_id = any(${customerIds}::bigint[])`.execute(trx);
  const programsOf = new Map<string, Set<string>>();
  for (const { customer_id, program_id } of rows) {
    const programs = programsOf.get(customer_id) ?? new Set();
    programsOf.set(customer_id, programs.add(program_id));
  }
  return programsOf;
}

/** These promotions, and all live ones. */
async function readOffers(
  trx: Transaction<Database>,
  organisationId: string,
  promotionIds: readonly string[],
  now: Date,
): Promise<Offer[]> {
  const { rows } = await sql<PromotionRow>`
    select ${promotionColumns} from promotion p ${promotionJoins}
    where p.organisation_id = ${organisationId} and (
      p.promotion_id = any(${promotionIds}::bigint[])
      or (p.active and p.starts_at <= ${now}::timestamptz and ${now}::timestamptz < p.ends_at)
    )
    order by p.promotion_id`.execute(trx);
  return rows.map((row) => {
    const promotion = promotionOfRow(row);
    const totalLeft = row.total_left === null ? null : Number(row.total_left);
    const shared = { promotion, totalLeft };
    return { ...shared, isLive: statusOf(promotion, now) === 'LIVE', untouched: toHistory(shared) };
  });
}

function toHistory(
  { promotion, totalLeft }: Pick<History, 'promotion' | 'totalLeft'>,
  enrolments?: EnrolmentSumRow,
  earnings?: SumRow,
): History {
  return {
    promotion,
    totalLeft,
    standing: toStanding(enrolments, earnings),
    enrolmentsExpireAt: lastLapse(promotion, enrolments),
    earningsExpireAt: lastLapse(promotion, earnings),
  };
}

function toStanding(enrolments: EnrolmentSumRow | undefined, earnings: SumRow | undefined): Standing {
  const isCurrent = enrolments?.is_current ?? false;
  return {
    enrolmentsMade: enrolments?.made ?? 0,
    enrolmentsUsed: enrolments?.used ?? 0,
    enrolment:
      enrolments && isCurrent
        ? { ordinal: enrolments.made, issualId: enrolments.issual_id, expiresAt: enrolments.expires_at }
        : null,
    earningsMade: earnings?.made ?? 0,
    earningsUsed: earnings?.used ?? 0,
  };
}

function lastLapse(promotion: Promotion, row: SumRow | undefined): Date | null {
  return row ? laterOf(row.last_expiry, row.one_lasts ? expiryOf(promotion, null) : null) : null;
}

function byCustomer<Row extends SumRow>(rows: readonly Row[]): ReadonlyMap<string, ByPromotion<Row>> {
  const byId = new Map<string, Map<string, Row>>();
  for (const row of rows) {
    const own = byId.get(row.customer_id) ?? new Map<string, Row>();
    byId.set(row.customer_id, own.set(row.promotion_id, row));
  }
  return byId;
}
