/** Finds enrolments and earnings by their ids. */

import type { Kysely } from 'kysely';
import type { EarningRecord, EnrolmentRecord } from '../../domain/history.js';
import type { RecordName } from '../../service/read-ports.js';
import {
  EARNING_COLUMNS,
  earningOfRow,
  ENROLMENT_COLUMNS,
  enrolmentOfRow,
  type EarningRow,
  type EnrolmentRow,
} from './act-row.js';
import type { Database } from '../schema.js';
import { numbers, prepared, run } from '../connection/statement.js';

/** The id alone is unique in the organisation; the customer and the promotion must be its own. */
const findBy = (table: string, id: string, columns: string) =>
  prepared(
    `find_${table}s`,
    `
  select wanted.position::int, e.*
  from unnest($2::bigint[], $3::bigint[], $4::bigint[]) with ordinality
    as wanted(customer_id, promotion_id, id, position)
  cross join lateral (
    select ${columns} from ${table}
    where organisation_id = $1 and ${id} = wanted.id
      and customer_id = wanted.customer_id and promotion_id = wanted.promotion_id
  ) as e`,
  );

const FIND_ENROLMENTS = findBy('enrolment', 'issual_id', ENROLMENT_COLUMNS);
const FIND_EARNINGS = findBy('earning', 'earned_id', EARNING_COLUMNS);

export async function findEnrolments(
  db: Kysely<Database>,
  organisationId: string,
  names: readonly RecordName[],
): Promise<(EnrolmentRecord | null)[]> {
  const rows = await run<Found<EnrolmentRow>>(db, FIND_ENROLMENTS, valuesOf(organisationId, names));
  return inOrder(names, rows).map((row) => row && enrolmentOfRow(row));
}

export async function findEarnings(
  db: Kysely<Database>,
  organisationId: string,
  names: readonly RecordName[],
): Promise<(EarningRecord | null)[]> {
  const rows = await run<Found<EarningRow>>(db, FIND_EARNINGS, valuesOf(organisationId, names));
  return inOrder(names, rows).map((row) => row && earningOfRow(row));
}

/** A row with the number of its name, from 1. */
type Found<Row> = Row & { position: number };

function valuesOf(organisationId: string, names: readonly RecordName[]): unknown[] {
  return [
    organisationId,
    numbers(names.map(({ customerId }) => customerId)),
    numbers(names.map(({ promotionId }) => promotionId)),
    numbers(names.map(({ id }) => id)),
  ];
}

/** The row of each name, in the order of the names. */
function inOrder<Row extends { position: number }>(
  names: readonly RecordName[],
  rows: readonly Row[],
): (Row | null)[] {
  const found = new Map(rows.map((row) => [row.position, row]));
  return names.map((_, i) => found.get(i + 1) ?? null);
}
