import { sql, type Kysely, type Transaction } from 'kysely';
import type { Deed, EarningRecord, EnrolmentRecord, History } from '../domain/history.js';
import { statusOf } from '../domain/promotion.js';
import type { CustomerRecords } from '../service/read-ports.js';
import { groupRows } from './group-rows.js';
import { promotionColumns, promotionJoins, promotionOfRow, type PromotionRow } from './promotion-row.js';
import type { Database } from './schema.js';

/** What enrolments and earnings have in common. */
interface ActRow {
  customer_id: string;
  promotion_id: string;
  expires_at: Date | null;
  client_id: string;
  request_id: string;
  revoked_at: Date | null;
  revoked_by_client_id: string | null;
  revoked_by_request_id: string | null;
}
type EnrolmentRow = ActRow & { ordinal: number; issual_id: string; enrolled_at: Date };
type EarningRow = ActRow & { enrolment_ordinal: number; earned_id: string; earned_at: Date };

/** Customers' histories in SQL: three statements that see the store as of one instant. */
export function customerRecords(db: Kysely<Database>): CustomerRecords {
  return {
    historiesOf: (organisationId, customerIds, now) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (trx) => {
          const earnings = await readActs<EarningRow>(trx, 'earning', organisationId, customerIds);
          const rows = await readActs<EnrolmentRow>(trx, 'enrolment', organisationId, customerIds);
          const promotionIds = [...new Set(rows.map((row) => row.promotion_id))];
          const offers = await readOffers(trx, organisationId, promotionIds, now);
          const enrolments = enrolmentsOf(rows, earnings);
          const historiesOf = (customerId: string) =>
            offers.flatMap((offer) => {
              const own = enrolments.get(placeOf(customerId, offer.promotion.promotionId)) ?? [];
              const concerns = own.length > 0 || statusOf(offer.promotion, now) === 'LIVE';
              return concerns ? [{ ...offer, enrolments: own }] : [];
            });
          return customerIds.map(historiesOf);
        }),
  };
}

async function readActs<Row>(
  trx: Transaction<Database>,
  table: 'enrolment' | 'earning',
  organisationId: string,
  customerIds: readonly string[],
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)}
    where organisation_id = ${organisationId} and customer_id = any(${customerIds}::bigint[])
    order by ordinal`.execute(trx);
  return rows;
}

/** These, and all that are live. */
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
  return rows.map(toOffer);
}

/** What customers share of a history. */
type Offer = Pick<History, 'promotion' | 'totalLeft'>;

function toOffer(row: PromotionRow): Offer {
  return {
    promotion: promotionOfRow(row),
    totalLeft: row.total_left === null ? null : Number(row.total_left),
  };
}

const placeOf = (customerId: string, promotionId: string) => `${customerId} ${promotionId}`;
const placeOfRow = (row: ActRow) => placeOf(row.customer_id, row.promotion_id);

/** By customer and promotion, in the order of their ordinals. */
function enrolmentsOf(
  rows: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
): ReadonlyMap<string, EnrolmentRecord[]> {
  const earningsUnder = groupRows(earnings, (row) => `${placeOfRow(row)} ${row.enrolment_ordinal}`);
  const toRecord = (row: EnrolmentRow) =>
    toEnrolment(row, earningsUnder.get(`${placeOfRow(row)} ${row.ordinal}`) ?? []);
  const byPlace = groupRows(rows, placeOfRow);
  return new Map([...byPlace].map(([place, own]) => [place, own.map(toRecord)]));
}

function toEnrolment(row: EnrolmentRow, earnings: readonly EarningRow[]): EnrolmentRecord {
  return {
    ordinal: row.ordinal,
    issualId: row.issual_id,
    enrolled: recordedBy(row, row.enrolled_at),
    expiresAt: row.expires_at,
    revoked: revokedBy(row),
    earnings: earnings.map(toEarning),
  };
}

function toEarning(row: EarningRow): EarningRecord {
  return {
    earnedId: row.earned_id,
    earned: recordedBy(row, row.earned_at),
    expiresAt: row.expires_at,
    revoked: revokedBy(row),
  };
}

function recordedBy({ client_id, request_id }: ActRow, at: Date): Deed {
  return { at, clientId: client_id, requestId: request_id };
}

/** A CHECK of the table has all three, or none. */
function revokedBy({ revoked_at, revoked_by_client_id, revoked_by_request_id }: ActRow): Deed | null {
  if (revoked_at === null || revoked_by_client_id === null || revoked_by_request_id === null) return null;
  return { at: revoked_at, clientId: revoked_by_client_id, requestId: revoked_by_request_id };
}
