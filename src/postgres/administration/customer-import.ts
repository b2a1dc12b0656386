/** The staged lines of an import of customers, in SQL. */

import type { Kysely } from 'kysely';
import type {
  CustomerImportStore,
  FaultCount,
  LineRange,
  LineWithFault,
  OnConflict,
  StagedLine,
} from '../../service/import/customer-import.js';
import type { CustomerLine } from '../../service/import/customer-line.js';
import { isLineFault } from '../../service/import/faults.js';
import type { BulkConnections } from '../connection/bulk-connections.js';
import { numbers, run } from '../connection/statement.js';
import { inTransaction, LostRace } from '../connection/transaction.js';
import type { Database } from '../schema.js';

const STAGE = `
  insert into import_line
    (organisation_id, line, customer_id, source, mobile, email, external_id, code, message, accepted)
  select $1::bigint, line, customer_id, source, mobile, email, external_id, code, message, code is null
  from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    as staged(line, customer_id, source, mobile, email, external_id, code, message)`;

/** A line as a row for each of its identifiers. */
const IDENTIFIERS = `
    cross join lateral (
      values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)
    ) as i(name, value)`;

/** Takes from a line the identifiers that a fault is about, and the line itself from the import unless $2. */
const REFUSE = `
    accepted = $2::boolean,
    mobile = case when f.names @> '{MOBILE}' then null else l.mobile end,
    email = case when f.names @> '{EMAIL}' then null else l.email end,
    external_id = case when f.names @> '{EXTERNAL_ID}' then null else l.external_id end`;

/** The words for the identifiers of a fault. */
const NAMES = `replace(lower(array_to_string(f.names, ' and the ')), '_', ' ')`;

// The faults are computed once, also where the plan looks at them once a line: the statistics of a table that is filled
// and emptied within minutes may say that it is empty.
const REFUSE_DUPLICATES = `
  with f as materialized (
    select line, array_agg(name order by name) as names, min(first_line) as first_line
    from (
      select l.line, i.name, l.customer_id, first_value(l.customer_id) over earlier as owner,
        first_value(l.line) over earlier as first_line
      from import_line l ${IDENTIFIERS}
      where l.organisation_id = $1 and l.accepted and i.value is not null
      window earlier as (partition by i.name, i.value, l.source order by l.line)
    ) as owned
    where owner <> customer_id group by line
  )
  update import_line l set code = 'DUPLICATE_IN_FILE',
    message = 'Line ' || f.first_line || ' has the ' || ${NAMES} || ' for another customer',${REFUSE}
  from f where l.organisation_id = $1 and l.line = f.line`;

const REFUSE_TAKEN = `
  with f as materialized (
    select l.line, array_agg(i.name order by i.name) as names
    from import_line l ${IDENTIFIERS}
    cross join lateral (
      select customer_id from customer_identifier
      where organisation_id = $1 and identifier_name = i.name and identifier_value = i.value and source = l.source
    ) as owner
    where l.organisation_id = $1 and l.line between $3 and $4 and l.accepted and i.value is not null
      and owner.customer_id <> l.customer_id
    group by l.line
  )
  update import_line l set code = 'IDENTIFIER_TAKEN',
    message = 'Another customer has the ' || ${NAMES} || ' under ' || l.source,${REFUSE}
  from f where l.organisation_id = $1 and l.line between $3 and $4 and l.line = f.line`;

const COUNT = `
  select count(*)::int as accepted, (count(*) filter (where
    exists (select from customer where organisation_id = $1 and customer_id = l.customer_id)
    and not exists (
      select from (values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)) as i(name, value)
      where i.value is not null and not exists (
        select from customer_identifier where organisation_id = $1 and identifier_name = i.name
          and identifier_value = i.value and source = l.source and customer_id = l.customer_id))
  ))::int as known
  from import_line l
  where l.organisation_id = $1 and l.line between $2 and $3 and l.accepted`;

/** Rows go in the order of their keys, so that transactions wait for each other in one direction only. */
const MERGE = `
  with lines as (
    select customer_id, source, mobile, email, external_id from import_line
    where organisation_id = $1 and line between $2 and $3 and accepted
  ), new_customer as (
    insert into customer (organisation_id, customer_id)
    select $1::bigint, customer_id from lines group by customer_id order by customer_id
    on conflict do nothing returning customer_id
  ), wanted as (
    select i.name, i.value, l.source, l.customer_id from lines l ${IDENTIFIERS}
    where i.value is not null
    group by i.name, i.value, l.source, l.customer_id
  ), new_identifier as (
    insert into customer_identifier (organisation_id, identifier_name, identifier_value, source, customer_id)
    select $1::bigint, name, value, source, customer_id from wanted order by name, value, source
    on conflict do nothing returning customer_id
  )
  select (select count(*) from new_customer)::int as customers, (select count(*) from wanted)::int as wanted,
    (select count(*) from new_identifier)::int as inserted`;

const COUNT_LOST = `
  select count(*)::int as lost from import_line l ${IDENTIFIERS}
  cross join lateral (
    select customer_id from customer_identifier
    where organisation_id = $1 and identifier_name = i.name and identifier_value = i.value and source = l.source
  ) as owner
  where l.organisation_id = $1 and l.line between $2 and $3 and l.accepted and i.value is not null
    and owner.customer_id <> l.customer_id`;

const COUNT_FAULTS = `
  select code, count(*)::int as count, min(line)::int as "firstLine" from import_line
  where organisation_id = $1 and code is not null group by code order by min(line)`;

const FAULTS = `
  select line::int, code, message from import_line
  where organisation_id = $1 and code is not null and line > $2 order by line limit 5000`;

const CLEAR = 'delete from import_line where organisation_id = $1';

/** Stages and merges the lines of one organisation's import; one import of it may run at a time. */
export function customerImport(connections: BulkConnections, organisationId: string): CustomerImportStore {
  const { db, lanes } = connections;
  const send = async (on: Kysely<Database>, statement: string, values: readonly unknown[]) => {
    await run(on, statement, [organisationId, ...values]);
  };
  const refuseTaken = (on: Kysely<Database>, { first, last }: LineRange, onConflict: OnConflict) =>
    send(on, REFUSE_TAKEN, [onConflict === 'add', first, last]);
  return {
    lanes,
    clear: () => send(db, CLEAR, []),
    stage: (lines) => send(db, STAGE, columnsOf(lines)),
    refuseDuplicates: async (onConflict) => {
      await run(db, 'analyze import_line', []);
      await send(db, REFUSE_DUPLICATES, [onConflict === 'add']);
    },
    refuseTaken: (range, onConflict) => refuseTaken(db, range, onConflict),
    count: async ({ first, last }) => {
      const [counts] = await run<{ accepted: number; known: number }>(db, COUNT, [
        organisationId,
        first,
        last,
      ]);
      return counts ?? { accepted: 0, known: 0 };
    },
    merge: async (range, onConflict) => {
      let isFirst = true;
      await inTransaction(db, async (trx) => {
        if (!isFirst) await refuseTaken(trx, range, onConflict);
        isFirst = false;
        await merge(trx, organisationId, range);
      });
    },
    countFaults: () => run<FaultCount>(db, COUNT_FAULTS, [organisationId]),
    faultsAfter: (line) => run<LineWithFault>(db, FAULTS, [organisationId, line]),
  };
}

/** @throws LostRace where a customer was registered meanwhile with an identifier of a line: no part of the range is kept */
async function merge(
  trx: Kysely<Database>,
  organisationId: string,
  { first, last }: LineRange,
): Promise<void> {
  const values = [organisationId, first, last];
  const [merged] = await run<{ wanted: number; inserted: number }>(trx, MERGE, values);
  if (!merged || merged.inserted === merged.wanted) return;
  const [found] = await run<{ lost: number }>(trx, COUNT_LOST, values);
  if (found && found.lost > 0) throw new LostRace('An identifier of the file was registered meanwhile');
}

/** The lines as one array for each column. */
function columnsOf(lines: readonly StagedLine[]): unknown[] {
  const customers = lines.map(({ read }) => (isLineFault(read) ? null : read));
  const faults = lines.map(({ read }) => (isLineFault(read) ? read : null));
  const column = (name: keyof CustomerLine) => customers.map((customer) => customer?.[name] ?? null);
  return [
    numbers(lines.map(({ line }) => line)),
    column('customerId'),
    column('source'),
    column('mobile'),
    column('email'),
    column('externalId'),
    faults.map((fault) => fault?.code ?? null),
    faults.map((fault) => fault?.message ?? null),
  ];
}
