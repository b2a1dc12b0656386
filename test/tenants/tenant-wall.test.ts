import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { openMemoryStore } from '../support/embedded-store.js';
import { tableUses, type TableUse } from './organisation-bindings.js';
import { readStatements, type StatementFile } from './statement-files.js';
import { normalised } from './statement-sources.js';

/** A use of a table without the organisation of a caller, and why that is right. */
interface Exception {
  readonly tables: readonly string[];
  readonly statement: RegExp;
  readonly reason: string;
}

const exceptions: readonly Exception[] = [
  {
    tables: ['api_client', 'organisation'],
    statement: /^select .* where "c"."active" = true and "c"."kind" = \$1 and "c"."key" = any\(\$2\)$/,
    reason: 'the key of a credential is what finds the organisation, and is unique among all of them',
  },
  {
    tables: ['organisation'],
    statement: /^(?:lock table organisation|select "organisation_id" from "organisation"$)/,
    reason: 'only whether there is any organisation, before the demo data is stored',
  },
  {
    tables: ['organisation'],
    statement: /^select pg_is_in_recovery\(\)/,
    reason: 'readiness asks whether the store knows the time zone of any organisation at all',
  },
  {
    tables: ['organisation'],
    statement: /^select "o"."organisation_id" as "organisationId", .* from "organisation" as "o" order by/,
    reason: 'an administrator, who has the store, lists its organisations',
  },
  {
    tables: ['api_client'],
    statement: /^select organisation_id as "organisationId", client_id .* from api_client where/,
    reason:
      'an administrator, who has the store, lists the clients of one organisation or of all, or those that CLIENTS_FILE names',
  },
  {
    tables: ['api_client'],
    statement: /^select from api_client where active limit 1$/,
    reason: 'the start asks whether any client at all can call',
  },
  {
    tables: ['outbox'],
    statement: /^update outbox set attempts/,
    reason: 'the relay delivers the events of all organisations to one receiver, and no caller sees them',
  },
  {
    tables: ['outbox'],
    statement: /^delete from outbox where sequence = any/,
    reason: 'the relay removes events that it took before, by their sequences, which are unique among all',
  },
  {
    tables: ['idempotency_record', 'upstream_call', 'registration_key'],
    statement: /^delete from "(?:idempotency_record|upstream_call|registration_key)" where ctid/,
    reason: 'records of all organisations are forgotten by their age alone',
  },
  {
    tables: ['organisation', 'api_client', 'enrolment', 'earning', 'outbox'],
    statement: /^select highest, setval\(/,
    reason: 'numbers are drawn from one sequence for all organisations, which a start moves behind all rows',
  },
];

// test/postgres/statements.test.ts sees to it that these are all statements of the product, as it sends them.
const statements = readStatements();
let tenantTables: ReadonlySet<string>;
beforeAll(async () => {
  tenantTables = await readTenantTables();
});

async function readTenantTables(): Promise<ReadonlySet<string>> {
  const store = await openMemoryStore();
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'organisation_id'`.execute(store.db);
  await store.close();
  return new Set(rows.map(({ name }) => name));
}

function isException({ table }: TableUse, text: string): Exception | undefined {
  return exceptions.find((one) => one.tables.includes(table) && one.statement.test(normalised(text)));
}

/** Whether every parameter that binds the table is the organisation of the caller. */
function isBound({ parameters }: TableUse, { organisationParameters }: StatementFile): boolean {
  return parameters.length > 0 && parameters.every((number) => organisationParameters.includes(number));
}

function unboundIn(statement: StatementFile): string[] {
  return tableUses(statement.text, tenantTables)
    .filter((use) => !isBound(use, statement) && !isException(use, statement.text))
    .map(({ table }) => `${table} in: ${normalised(statement.text)}`);
}

describe('the statements of the product', () => {
  it('read and write only rows of the organisation of their caller', () => {
    expect(statements.flatMap(unboundIn)).toEqual([]);
  });

  it('are excepted for a reason only while they need it', () => {
    const needed = statements.flatMap((statement) =>
      tableUses(statement.text, tenantTables)
        .filter((use) => !isBound(use, statement))
        .map((use) => isException(use, statement.text)),
    );
    expect(exceptions.filter((one) => !needed.includes(one))).toEqual([]);
  });

  // Mutants of the product: each condition on an organisation is taken away, one at a time.
  it('would not pass without any one of their conditions on an organisation', () => {
    const condition = /(?:"?\w+"?\.)?"?organisation_id"? = (?:\$\d+|"?\w+"?\."?organisation_id"?)/g;
    const mutants = statements.flatMap((statement) =>
      [...statement.text.matchAll(condition)].map(({ index, 0: { length } }) => ({
        ...statement,
        text: `${statement.text.slice(0, index)}true${statement.text.slice(index + length)}`,
      })),
    );
    const survivors = mutants.filter((mutant) => unboundIn(mutant).length === 0 && !isOnlyExcepted(mutant));
    expect(mutants.length).toBeGreaterThan(30);
    expect(survivors.map(({ text }) => normalised(text))).toEqual([]);
  });

  it('would not pass with the organisation of another caller', () => {
    const others = statements.map((statement) => ({ ...statement, organisationParameters: [] }));
    const bound = statements.filter((one) =>
      tableUses(one.text, tenantTables).some((use) => isBound(use, one)),
    );
    const found = others.filter((one) => unboundIn(one).length > 0);
    expect(found.length).toBe(bound.length);
  });
});

function isOnlyExcepted(statement: StatementFile): boolean {
  return tableUses(statement.text, tenantTables).every((use) => isException(use, statement.text));
}

describe('a statement', () => {
  const tables = new Set(['customer', 'promotion']);
  it.each<[string, string, number[][]]>([
    ['is bound by its condition', 'select 1 from customer where organisation_id = $1', [[1]]],
    [
      'is bound through a join',
      'select 1 from customer c join promotion p on p.organisation_id = c.organisation_id where c.organisation_id = $2',
      [[2], [2]],
    ],
    [
      'is bound through a subquery',
      'select (select 1 from promotion p where p.organisation_id = c.organisation_id) from customer c where c.organisation_id = $1',
      [[1], [1]],
    ],
    [
      'is bound through a common table expression',
      'with own as (select organisation_id from customer where organisation_id = $1) select 1 from own join promotion p on p.organisation_id = own.organisation_id',
      [[1], [1]],
    ],
    [
      'is bound by what it inserts',
      'insert into customer (organisation_id, customer_id) values ($1, $2), ($3, $4)',
      [[1, 3]],
    ],
    [
      'is bound by what it selects to insert',
      'insert into customer (customer_id, organisation_id) select id, $2::bigint from unnest($1::bigint[]) as wanted(id)',
      [[2]],
    ],
    [
      'is not bound by one of two conditions',
      'select 1 from customer where organisation_id = $1 or customer_id = $2',
      [[]],
    ],
    ['is not bound by what it is unequal to', 'select 1 from customer where organisation_id <> $1', [[]]],
    ['is not bound by a literal', 'select 1 from customer where organisation_id = 1', [[]]],
    [
      'is not bound by a condition on another table',
      'select 1 from customer c, promotion p where c.organisation_id = $1',
      [[1], []],
    ],
    [
      'is not bound on the left by the condition of a left join',
      'select 1 from customer c left join promotion p on p.organisation_id = $1 and c.organisation_id = $1',
      [[], [1]],
    ],
    [
      'is not bound in a subquery by itself',
      'select (select 1 from promotion where organisation_id = promotion.organisation_id) from customer where organisation_id = $1',
      [[1], []],
    ],
    [
      'is not bound in one half of a union',
      'select 1 from customer where organisation_id = $1 union all select 1 from promotion',
      [[1], []],
    ],
    [
      'is not bound where it moves rows',
      'update customer set organisation_id = $2 where organisation_id = $1',
      [[1], []],
    ],
    [
      'is not bound where it updates on a conflict of another organisation',
      'insert into customer (organisation_id) values ($1) on conflict (customer_id) do update set customer_id = $2',
      [[]],
    ],
    ['is not bound where it deletes everything', 'delete from customer', [[]]],
  ])('%s', (_, text, parameters) => {
    expect(tableUses(text, tables).map((use) => use.parameters)).toEqual(parameters);
  });

  it('of a kind that is not understood is an error', () => {
    expect(() => tableUses('truncate customer', tables)).toThrow('is not understood');
  });
});
