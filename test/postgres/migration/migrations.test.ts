import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../src/postgres/migration/migrate.js';
import {
  addCheck,
  addForeignKey,
  addIndex,
  inBatches,
  statement,
  type Migration,
} from '../../../src/postgres/migrations/migration.js';
import { NewerStore, runMigrations, type StoreLog } from '../../../src/postgres/migration/run-migrations.js';
import type { Database } from '../../../src/postgres/schema.js';
import { openServerStore, type Store } from '../../../src/postgres/store.js';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../support/postgres-database.js';

const silent: StoreLog = { info: () => undefined, warn: () => undefined };

describe('the steps of migrations', () => {
  const steps = migrations.flatMap(({ name, steps: own }) =>
    own.map((step) => ({ ...step, migration: name })),
  );

  it('are in the order of their names, which are unique', () => {
    const names = migrations.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it.each(steps.filter(({ sql: text }) => /alter table/i.test(text)))(
    'change a table by one subcommand at a time, and add constraints that are not valid yet: $sql',
    ({ sql: text }) => {
      const subcommands = text.match(/\b(add|drop|alter column|rename|validate)\b/gi) ?? [];
      expect(subcommands).toHaveLength(1);
      if (/add constraint/i.test(text)) expect(text).toMatch(/not valid$|using index/);
    },
  );

  it('make indexes concurrently, but for those of tables that they make', () => {
    for (const { kind, sql: text } of steps) {
      if (/create (unique )?index/i.test(text))
        expect([kind, text]).toEqual(['index', expect.stringMatching(/concurrently/)]);
    }
  });
});

/** One of each kind of step. */
const example: Migration = {
  name: '9000-example',
  olderVersions: 'run',
  steps: [
    statement('create table example (id int, parent int, done boolean not null default false)'),
    statement('insert into example (id) select n from generate_series(1, 25) n'),
    inBatches('update example set done = true where id in (select id from example where not done limit 10)'),
    addIndex('example_by_id', 'on example (id)'),
    addCheck('example', 'example_is_done', 'done'),
    statement('create table example_parent (id int primary key)'),
    addForeignKey('example', 'example_has_parent', '(parent) references example_parent (id)'),
  ],
};

describeWithPostgres('a migration', () => {
  let database: TestDatabase;
  let store: Store;
  const execute = (text: string) => sql.raw(text).execute(store.db);
  const run = (list: readonly Migration[] = [...migrations, example]) =>
    store.db.connection().execute((connection: Kysely<Database>) => runMigrations(connection, list, silent));
  beforeEach(async () => {
    database = await createDatabase();
    store = await openServerStore(database.url, { poolSize: 3 });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const outcome = async () => {
    const { rows } = await sql`select count(*)::int as rows, bool_and(done) as done,
      (select bool_and(indisvalid) from pg_index where indexrelid = to_regclass('example_by_id')) as index,
      (select count(*)::int from pg_constraint where conname in ('example_is_done', 'example_has_parent')) as constraints
      from example`.execute(store.db);
    return rows;
  };
  const WHOLE = [{ rows: 25, done: true, index: true, constraints: 2 }];

  it.each(example.steps.map((_, i) => i))(
    'that ended before step %i goes on there, and does nothing twice',
    async (ended) => {
      const broken = { ...example, steps: [...example.steps.slice(0, ended), statement('select 1/0')] };
      await expect(run([...migrations, broken])).rejects.toThrow(/failed/);
      await run();
      expect(await outcome()).toEqual(WHOLE);
      await run();
      expect(await outcome()).toEqual(WHOLE);
    },
  );

  it('makes an index again that was left half made', async () => {
    await run([...migrations, { ...example, steps: example.steps.slice(0, 3) }]);
    await execute(`create index example_by_id on example (id)`);
    await execute(`update pg_index set indisvalid = false where indexrelid = 'example_by_id'::regclass`);
    await execute(`update migration set finished_at = null where name = '9000-example'`);
    await run();
    expect(await outcome()).toEqual(WHOLE);
  });

  it('that does not get its lock lets others pass, and tries again', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await run([...migrations, { ...example, steps: example.steps.slice(0, 4) }]);
    await execute(`update migration set finished_at = null where name = '9000-example'`);
    await other.query('begin; lock table example in access share mode');
    await execute(`alter database "${new URL(database.url).pathname.slice(1)}" set lock_timeout = 50`);
    await store.close();
    store = await openServerStore(database.url, { poolSize: 3 });
    const running = run();
    await expect
      .poll(async () => (await sql`select from pg_locks where not granted`.execute(store.db)).rows.length)
      .toBe(0);
    await execute('select count(*) from example');
    await other.query('commit');
    await running;
    expect(await outcome()).toEqual(WHOLE);
    await other.end();
  });

  it('of a newer version lets an older one start where it says so, and else names itself', async () => {
    await run();
    const again = await openServerStore(database.url, { poolSize: 1 });
    await again.close();
    await execute(`insert into migration (name, older_versions) values ('9001-refusing', 'refuse')`);
    await expect(openServerStore(database.url, { poolSize: 1 })).rejects.toThrow(NewerStore);
    await expect(openServerStore(database.url, { poolSize: 1 })).rejects.toThrow(
      /newer version of the gateway migrated this store \(9001-refusing\)/,
    );
  });

  it('is named, too, where it stands in the table of the first versions', async () => {
    await execute(`insert into kysely_migration values ('0099-later', '2030-01-01')`);
    await expect(openServerStore(database.url, { poolSize: 1 })).rejects.toThrow(
      /newer version .*0099-later/,
    );
  });
});

describeWithPostgres('a store that is opened', (url) => {
  let admin: pg.Client;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: url() });
    await admin.connect();
    await (await openServerStore(url(), { poolSize: 1 })).close();
    await admin.query(`insert into organisation values (1, 'One', 'UTC'), (2, 'Two', 'UTC');
      insert into program select o, 1, 'P', true from generate_series(1, 2) o;
      insert into promotion (organisation_id, promotion_id, program_id, name, kind, starts_at, ends_at)
        select o, 1, 1, 'P', 'ENROL_AND_ISSUE', '2026-01-01', '2027-01-01' from generate_series(1, 2) o;
      insert into customer select o, 1 from generate_series(1, 2) o`);
  });
  afterAll(() => admin.end());

  async function warnings(): Promise<[string, object][]> {
    const said: [string, object][] = [];
    const log: StoreLog = { ...silent, warn: (details, message) => said.push([message, details]) };
    await (await openServerStore(url(), { poolSize: 1, log })).close();
    return said;
  }

  it('names rows that break a constraint, starts all the same, and validates once they are corrected', async () => {
    await admin.query(`alter table promotion drop constraint promotion_ends_at_is_rfc3339;
      delete from migration where name = '0007-narrow-columns';
      update promotion set ends_at = 'infinity' where organisation_id = 2`);
    for (const { sql: text } of migrations.find(({ name }) => name === '0007-narrow-columns')!.steps) {
      const [, table, constraint] = /alter table (\w+) add constraint (\w+)/.exec(text) ?? [];
      if (table) await admin.query(`alter table ${table} drop constraint if exists ${constraint}`);
    }
    expect(await warnings()).toEqual([
      [
        expect.stringContaining('Rows of the store break a constraint'),
        expect.objectContaining({
          table: 'promotion',
          constraint: 'promotion_ends_at_is_rfc3339',
          rows: [{ organisation_id: '2', promotion_id: '1' }],
        }),
      ],
    ]);
    await expect(
      admin.query(`insert into promotion (organisation_id, promotion_id, program_id, name, kind, starts_at, ends_at)
        values (1, 9, 1, 'P', 'GENERIC', '2026-01-01', 'infinity')`),
    ).rejects.toThrow(/promotion_ends_at_is_rfc3339/);
    await admin.query(`update promotion set ends_at = '2027-01-01'`);
    expect(await warnings()).toEqual([]);
    const left = await admin.query('select from pg_constraint where not convalidated');
    expect(left.rowCount).toBe(0);
  });

  it('advances sequences that lag behind their rows, and leaves them otherwise', async () => {
    await admin.query(`insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id, enrolled_at, client_id, request_id)
      values (1, 1, 1, 1, 500, now(), 1, 'r'), (2, 1, 1, 1, 700, now(), 1, 'r')`);
    expect(await warnings()).toEqual([
      [expect.stringContaining('sequence'), { table: 'enrolment', column: 'issual_id', value: '700' }],
    ]);
    const { rows } = await admin.query(`select nextval('issual_id') as next`);
    expect(rows).toEqual([{ next: '701' }]);
    expect(await warnings()).toEqual([]);
    expect((await admin.query(`select nextval('issual_id') as next`)).rows).toEqual([{ next: '702' }]);
  });

  it('does not advance a sequence to the end of its range, where no insert could follow', async () => {
    await admin.query(`alter table enrolment drop constraint enrolment_issual_id_leaves_room;
      insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id, enrolled_at, client_id, request_id)
        values (1, 1, 1, 2, 9223372036854775807, now(), 1, 'r')`);
    expect(await warnings()).toEqual([]);
    expect((await admin.query(`select nextval('issual_id') as next`)).rows).toEqual([{ next: '703' }]);
    await admin.query(`delete from enrolment where ordinal = 2;
      alter table enrolment add constraint enrolment_issual_id_leaves_room check (issual_id < 4611686018427387904)`);
  });

  it.each([
    [`update organisation set time_zone = 'GMT+05:30'`, /time_zone_is_known/],
    [`update organisation set time_zone = 'Mars/Olympus'`, /time_zone_is_known/],
    [`update organisation set time_zone = 'PST'`, /time_zone_is_known/],
    [`update organisation set time_zone = ''`, /time_zone_is_known/],
    [`update organisation set time_zone = 'America/Foo5'`, /time_zone_is_known/],
    [`update organisation set time_zone = 'posix/Asia/Kolkata'`, /time_zone_is_known/],
    [`update organisation set time_zone = 'right/Asia/Kolkata'`, /time_zone_is_known/],
    [`update organisation set time_zone = 'Etc/GMT+99'`, /time_zone_is_known/],
    [
      `insert into api_client (organisation_id, kind, key, secret_hash, access) values (1, 'TILL', 'k', 'demo123', '{}')`,
      /secret_hash_is_readable/,
    ],
    [
      `insert into api_client (organisation_id, kind, key, secret_hash, access)
        values (1, 'TILL', 'k', '$argon2id$v=19$m=9999999,t=999,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}', '{}')`,
      /secret_hash_is_affordable/,
    ],
    [
      `update enrolment set issual_id = 9223372036854775807 where organisation_id = 1`,
      /issual_id_leaves_room/,
    ],
    [`update enrolment set ordinal = 2147483647`, /ordinal_leaves_room/],
    [
      `insert into customer_identifier values (1, 'MOBILE', '0123456789', 'INSTORE', 1)`,
      /mobile_is_international/,
    ],
    [`insert into customer_identifier values (1, 'MOBILE', '1', 'INSTORE', 1)`, /mobile_is_international/],
    [`insert into customer_identifier values (1, 'EMAIL', ' a@x.example', 'INSTORE', 1)`, /email_is_clean/],
    [
      `insert into customer_identifier values (1, 'EMAIL', E'a\\u200b@x.example', 'INSTORE', 1)`,
      /email_is_clean/,
    ],
    [`update organisation set name = E'a\\x01b'`, /name_is_text/],
    [`update program set name = ''`, /name_is_text/],
    [`update promotion set starts_at = '-infinity'`, /starts_at_is_rfc3339/],
    [`update promotion set starts_at = '0044-03-15 BC'`, /starts_at_is_rfc3339/],
    [`update promotion set ends_at = '10000-01-01'`, /ends_at_is_rfc3339/],
    [`update promotion set enrolment_expiry_days = 9999999`, /enrolment_expiry_is_near/],
    [`update promotion set earning_expiry_days = 36501`, /earning_expiry_is_near/],
    [`insert into promotion_total values (1, 1, 2147483648)`, /total_is_an_integer/],
  ])('refuses what no answer can hold: %s', async (text, constraint) => {
    await expect(admin.query(text)).rejects.toThrow(constraint);
  });

  it('takes every time zone that both it and this runtime know', async () => {
    const { rows } = await admin.query<{ name: string }>(
      `select name from unnest($1::text[]) as name
       where name in (select name from pg_timezone_names) and not is_time_zone(name)`,
      [
        [
          ...Intl.supportedValuesOf('timeZone'),
          'UTC',
          'Etc/GMT+5',
          'Asia/Calcutta',
          'EST5EDT',
          'GB',
          'Etc/UTC',
        ],
      ],
    );
    expect(rows).toEqual([]);
  });
});
