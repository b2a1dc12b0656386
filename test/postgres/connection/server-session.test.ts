import { sql } from 'kysely';
import pg from 'pg';
import { expect, it } from 'vitest';
import { checkSession, UnfitStore } from '../../../src/postgres/connection/server-session.js';
import { openServerStore } from '../../../src/postgres/store.js';
import { openGateway } from '../../support/gateway.js';
import { createDatabase, describeWithPostgres } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';

async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const databaseOf = (url: string) => new URL(url).pathname.slice(1);

const OTHER_SETTINGS = {
  TimeZone: 'Asia/Kolkata',
  IntervalStyle: 'iso_8601',
  extra_float_digits: '-15',
  bytea_output: 'escape',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  enable_seqscan: 'on',
};

describeWithPostgres('a session of a server', (url) => {
  it.each(['SQL, DMY', 'German', 'Postgres, MDY'])(
    'means the same under every setting of its database, such as the dates of %s',
    async (style) => {
      const settings = { ...OTHER_SETTINGS, DateStyle: style };
      const name = databaseOf(url());
      await execute(
        url(),
        ...Object.entries(settings).map(([key, value]) => `alter database "${name}" set ${key} = '${value}'`),
      );
      const gateway = await openGateway({ databaseUrl: url(), poolSize: 2 });
      const promotion = aPromotion({ enrolmentExpiryDays: 3, startsAt: new Date('2026-02-01T00:00:00Z') });
      const caller = await gateway.organisation({ promotions: [promotion] });
      const read = await caller.graphql(
        '{ loyaltyPromotion(programId: 10, promotionId: 500) { startsAt endsAt status } }',
      );
      expect(read.json()).toEqual({
        data: {
          loyaltyPromotion: {
            startsAt: '2026-02-01T00:00:00.000Z',
            endsAt: '2026-12-31T00:00:00.000Z',
            status: 'LIVE',
          },
        },
      });
      const enrolled =
        await caller.graphql(`mutation { enrolCustomers(input: { programId: 10, promotionId: 500,
      identifierName: ID, customers: [{ identifierValue: "1001", source: INSTORE }] }) {
        results { ... on Success { expiresAt } } } }`);
      expect(enrolled.json()).toEqual({
        data: { enrolCustomers: { results: [{ expiresAt: '2026-04-04T09:00:00.000Z' }] } },
      });
      await gateway.close();
      await execute(url(), `alter database "${name}" reset all`);
    },
  );

  it('keeps the options of DATABASE_URL beside its own, which win where both name a setting', async () => {
    await execute(url(), 'create schema if not exists beside');
    const options = encodeURIComponent('-c search_path=beside -c DateStyle=German');
    const store = await openServerStore(`${url()}?options=${options}&statement_timeout=1`, { poolSize: 1 });
    const { rows } =
      await sql`select current_setting('search_path') as path, current_setting('DateStyle') as style,
      current_setting('enable_seqscan') as seqscan, 'enrolment'::regclass::text as name,
      current_setting('statement_timeout') as timeout,
      (select nspname from pg_class join pg_namespace n on n.oid = relnamespace where pg_class.oid = 'enrolment'::regclass) as schema
      `.execute(store.db);
    expect(rows).toEqual([
      {
        path: 'beside',
        style: 'ISO, MDY',
        seqscan: 'off',
        name: 'enrolment',
        timeout: '15s',
        schema: 'beside',
      },
    ]);
    await store.close();
  });

  it.each(['LATIN1', 'SQL_ASCII'])(
    'is refused at the start in a database that is encoded as %s',
    async (encoding) => {
      const name = `encoded_${encoding.toLowerCase()}`;
      await execute(
        url(),
        `create database ${name} encoding '${encoding}' lc_collate 'C' lc_ctype 'C' template template0`,
      );
      const encoded = new URL(url());
      encoded.pathname = `/${name}`;
      await expect(openServerStore(encoded.href, { poolSize: 1 })).rejects.toThrow(
        new RegExp(`has the encoding ${encoding}.*create database`),
      );
      await execute(url(), `drop database ${name} with (force)`);
    },
  );

  it('is refused at the start where foreign keys are not enforced', async () => {
    const database = await createDatabase();
    await execute(
      url(),
      `alter database "${databaseOf(database.url)}" set session_replication_role = replica`,
    );
    await expect(openServerStore(database.url, { poolSize: 1 })).rejects.toThrow(
      /session_replication_role is replica and must be origin/,
    );
    await database.drop();
  });

  it('is refused where its startup parameters were lost on the way', async () => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    await client.query(`set DateStyle = 'SQL, DMY'`);
    await expect(checkSession(client)).rejects.toThrow(UnfitStore);
    await expect(checkSession(client)).rejects.toThrow(/DateStyle is SQL, DMY .*pooler/);
    await client.end();
  });
});
