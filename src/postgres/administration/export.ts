/** Reads what an organisation has, page by page, for files in the shape of imports. */

import { sql, type Kysely } from 'kysely';
import type { Promotion } from '../../domain/promotion.js';
import type { CustomerColumn } from '../../service/import/customer-line.js';
import type { MemberLine } from '../../service/import/member-line.js';
import { promotionColumns, promotionJoins, promotionOfRow, type PromotionRow } from '../promotion-row.js';
import type { Database, StoredIdentifierName } from '../schema.js';

/** A line of a file of customers. */
export type CustomerCells = Readonly<Record<CustomerColumn, string>>;

interface IdentifierRow {
  readonly customerId: string;
  readonly source: string | null;
  readonly name: StoredIdentifierName | null;
  readonly value: string | null;
}

const CUSTOMERS_AT_ONCE = 5_000;

const columnOf: Record<StoredIdentifierName, CustomerColumn> = {
  MOBILE: 'mobile',
  EMAIL: 'email',
  EXTERNAL_ID: 'externalId',
};

/** Every customer of an organisation, a line for each source, in the order of ids. */
export async function* exportCustomers(
  db: Kysely<Database>,
  organisationId: string,
): AsyncIterable<CustomerCells[]> {
  for (let after: string | undefined = '0'; after !== undefined;) {
    const { rows }: { rows: IdentifierRow[] } = await sql<IdentifierRow>`
      select c.customer_id as "customerId", i.source, i.identifier_name as name, i.identifier_value as value
      from (
        select customer_id from customer where organisation_id = ${organisationId} and customer_id > ${after}
        order by customer_id limit ${CUSTOMERS_AT_ONCE}
      ) as c
      left join customer_identifier i on i.organisation_id = ${organisationId} and i.customer_id = c.customer_id
      order by c.customer_id, i.source, i.identifier_name, i.identifier_value`.execute(db);
    yield linesOf(rows);
    after = rows.at(-1)?.customerId;
  }
}

/** Puts the identifiers of a customer under a source in one line, and in more where there are several of a kind. */
function linesOf(rows: readonly IdentifierRow[]): CustomerCells[] {
  const lines: Record<CustomerColumn, string>[] = [];
  for (const { customerId, source, name, value } of rows) {
    const column = name && columnOf[name];
    const last = lines.at(-1);
    const isOfLast = last?.customerId === customerId && last.source === source;
    const hasRoom = isOfLast && column !== null && last[column] === '';
    const line = hasRoom ? last : { customerId, source: source ?? '', mobile: '', email: '', externalId: '' };
    if (line !== last) lines.push(line);
    if (column !== null && value !== null) line[column] = value;
  }
  return lines;
}

/** Every promotion of an organisation, in the order of ids. */
export async function exportPromotions(db: Kysely<Database>, organisationId: string): Promise<Promotion[]> {
  const { rows } = await sql<PromotionRow>`
    select ${promotionColumns} from promotion p ${promotionJoins}
    where p.organisation_id = ${organisationId} order by p.promotion_id`.execute(db);
  return rows.map(promotionOfRow);
}

const MEMBERS_AT_ONCE = 5_000;

/** The members of every program of an organisation, in the order of customers. */
export async function* exportMembers(
  db: Kysely<Database>,
  organisationId: string,
): AsyncIterable<MemberLine[]> {
  for (let after: MemberLine | undefined = { customerId: '0', programId: '0' }; after !== undefined;) {
    const { rows }: { rows: MemberLine[] } = await sql<MemberLine>`
      select program_id as "programId", customer_id as "customerId" from program_member
      where organisation_id = ${organisationId}
        and (customer_id, program_id) > (${after.customerId}::bigint, ${after.programId}::bigint)
      order by customer_id, program_id limit ${MEMBERS_AT_ONCE}`.execute(db);
    yield rows;
    after = rows.at(-1);
  }
}
