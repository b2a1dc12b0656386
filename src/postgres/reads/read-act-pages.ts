/** Reads enrolments and earnings in pages. */

import type { Kysely } from 'kysely';
import type { EarningRecord, EnrolmentRecord } from '../../domain/history.js';
import type { EarningPage, EnrolmentPage, LatestRecords } from '../../service/read-ports.js';
import {
  EARNING_COLUMNS,
  earningOfRow,
  ENROLMENT_COLUMNS,
  enrolmentOfRow,
  type EarningRow,
  type EnrolmentRow,
} from './act-row.js';
import { groupRows } from '../ledger/group-rows.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';

/** Each page is a walk backwards along the primary key, which ends with the page. */
const READ_ENROLMENT_PAGES = prepared(
  'read_enrolment_pages',
  `
  select page.position::int, e.*
  from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) with ordinality
    as page(customer_id, promotion_id, up_to, after, size, position)
  cross join lateral (
    select ${ENROLMENT_COLUMNS} from enrolment
    where organisation_id = $1 and customer_id = page.customer_id and promotion_id = page.promotion_id
      and ordinal < case when page.after is null then page.up_to + 1
        else (select ordinal from enrolment where organisation_id = $1 and issual_id = page.after) end
    order by ordinal desc limit page.size
  ) as e
  order by page.position, e.ordinal desc`,
);

/** The same along the index earning_of_enrolment; an ordinal is an integer, and so below 2147483648. */
const READ_EARNING_PAGES = prepared(
  'read_earning_pages',
  `
  select page.position::int, e.*
  from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) with ordinality
    as page(customer_id, promotion_id, enrolment_ordinal, after, size, position)
  cross join lateral (
    select ${EARNING_COLUMNS} from earning
    where organisation_id = $1 and customer_id = page.customer_id and promotion_id = page.promotion_id
      and enrolment_ordinal = page.enrolment_ordinal
      and ordinal < case when page.after is null then 2147483648
        else (select ordinal from earning where organisation_id = $1 and earned_id = page.after) end
    order by ordinal desc limit page.size
  ) as e
  order by page.position, e.ordinal desc`,
);

const latestOf = (table: string, columns: string) =>
  prepared(
    `read_latest_${table}s`,
    `
  select wanted.position::int, e.*
  from unnest($3::bigint[]) with ordinality as wanted(promotion_id, position)
  cross join lateral (
    select ${columns} from ${table}
    where organisation_id = $1 and customer_id = $2 and promotion_id = wanted.promotion_id and revoked_at is null
    order by ordinal desc limit $4
  ) as e
  order by wanted.position, e.ordinal`,
  );

const READ_LATEST_ENROLMENTS = latestOf('enrolment', ENROLMENT_COLUMNS);
const READ_LATEST_EARNINGS = latestOf('earning', EARNING_COLUMNS);

/** A row with the number of its page, from 1. */
type OnPage<Row> = Row & { position: number };

export async function readEnrolmentPages(
  db: Kysely<Database>,
  organisationId: string,
  pages: readonly EnrolmentPage[],
): Promise<EnrolmentRecord[][]> {
  const upTo = pages.map((page) => page.upTo);
  const values = pageValues(organisationId, pages, upTo);
  const rows = await run<OnPage<EnrolmentRow>>(db, READ_ENROLMENT_PAGES, values);
  return inOrder(pages, rows).map((own) => own.map(enrolmentOfRow));
}

export async function readEarningPages(
  db: Kysely<Database>,
  organisationId: string,
  pages: readonly EarningPage[],
): Promise<EarningRecord[][]> {
  const ordinals = pages.map(({ enrolment }) => enrolment.ordinal);
  const values = pageValues(organisationId, pages, ordinals);
  const rows = await run<OnPage<EarningRow>>(db, READ_EARNING_PAGES, values);
  return inOrder(pages, rows).map((own) => own.map(earningOfRow));
}

function pageValues(
  organisationId: string,
  pages: readonly Omit<EnrolmentPage, 'upTo'>[],
  ordinals: readonly number[],
): unknown[] {
  return [
    organisationId,
    numbers(pages.map(({ customerId }) => customerId)),
    numbers(pages.map(({ promotionId }) => promotionId)),
    numbers(ordinals),
    pages.map(({ after }) => after),
    numbers(pages.map(({ size }) => size)),
  ];
}

/** Each page reads one item more than it lists, to see whether more follow. */
export async function readLatest(
  db: Kysely<Database>,
  organisationId: string,
  customerId: string,
  promotionIds: readonly string[],
  atMost: number,
): Promise<LatestRecords[]> {
  const values = [organisationId, customerId, numbers(promotionIds), atMost + 1];
  const enrolments = inOrder(
    promotionIds,
    await run<OnPage<EnrolmentRow>>(db, READ_LATEST_ENROLMENTS, values),
  );
  const earnings = inOrder(promotionIds, await run<OnPage<EarningRow>>(db, READ_LATEST_EARNINGS, values));
  return promotionIds.map((_, i) => toLatest(enrolments[i] ?? [], earnings[i] ?? [], atMost));
}

function toLatest(
  enrolments: readonly EnrolmentRow[],
  earnings: readonly EarningRow[],
  atMost: number,
): LatestRecords {
  const earningsUnder = groupRows(earnings.slice(-atMost), (row) => row.enrolment_ordinal);
  return {
    enrolments: enrolments.slice(-atMost).map((row) => ({
      ...enrolmentOfRow(row),
      earnings: (earningsUnder.get(row.ordinal) ?? []).map(earningOfRow),
    })),
    isCut: enrolments.length > atMost || earnings.length > atMost,
  };
}

/** The rows of each page, in the order of the pages. */
function inOrder<Row extends { position: number }>(pages: readonly unknown[], rows: readonly Row[]): Row[][] {
  const byPosition = groupRows(rows, (row) => row.position);
  return pages.map((_, i) => byPosition.get(i + 1) ?? []);
}
