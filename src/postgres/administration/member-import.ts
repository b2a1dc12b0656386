/** Imports the members of programs. */

import { sql, type Kysely, type Transaction } from 'kysely';
import { lineFault } from '../../service/import/faults.js';
import type { MemberLine } from '../../service/import/member-line.js';
import type { Database } from '../schema.js';
import { importLines, type LineResult, type ReadLine, type TableResult } from './import-lines.js';

export function importMembers(
  db: Kysely<Database>,
  organisationId: string,
  lines: readonly ReadLine<MemberLine>[],
  dryRun: boolean,
): Promise<TableResult> {
  return importLines(db, lines, dryRun, (trx, members) => addMembers(trx, organisationId, members));
}

/** The rows that a line names: its program, its customer, and the membership since now. */
interface MemberRow {
  readonly has_program: boolean;
  readonly has_customer: boolean;
  readonly is_new: boolean;
}

/** Adds the memberships that are not there; of several equal lines the first adds it. */
async function addMembers(
  trx: Transaction<Database>,
  organisationId: string,
  members: readonly MemberLine[],
): Promise<LineResult[]> {
  if (members.length === 0) return [];
  const { rows } = await sql<MemberRow>`
    with wanted as (
      select program_id, customer_id, position
      from unnest(${members.map(({ programId }) => programId)}::bigint[],
        ${members.map(({ customerId }) => customerId)}::bigint[]) with ordinality
        as line(program_id, customer_id, position)
    ), known as (
      select w.*, p.program_id is not null as has_program, c.customer_id is not null as has_customer,
        row_number() over (partition by w.program_id, w.customer_id order by w.position) = 1 as is_first
      from wanted w
      left join program p on p.organisation_id = ${organisationId} and p.program_id = w.program_id
      left join customer c on c.organisation_id = ${organisationId} and c.customer_id = w.customer_id
    ), added as (
      insert into program_member (organisation_id, program_id, customer_id)
      select ${organisationId}::bigint, program_id, customer_id from known
      where has_program and has_customer and is_first order by customer_id, program_id
      on conflict do nothing
      returning program_id, customer_id
    )
    select k.has_program, k.has_customer, k.is_first and a.program_id is not null as is_new
    from known k left join added a on a.program_id = k.program_id and a.customer_id = k.customer_id
    order by k.position`.execute(trx);
  return rows.map(lineResultOf);
}

function lineResultOf({ has_program, has_customer, is_new }: MemberRow): LineResult {
  if (!has_program) return lineFault('PROGRAM_NOT_FOUND');
  if (!has_customer) return lineFault('CUSTOMER_NOT_FOUND');
  return is_new ? 'added' : 'unchanged';
}
