import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { READS, WRITES, type Call } from '../../support/every-call.js';
import { aBody } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { describeWithPostgres } from '../../support/postgres-database.js';

describeWithPostgres('a store that is away in disguise', (url) => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  let admin: pg.Client;
  const run = (text: string) => admin.query(text);
  /** The gateway's own connections are made anew, as after a failover. */
  const cutConnections = () =>
    run(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gateway_role'`);
  const asRole = () => url().replace('postgres@', 'gateway_role@');

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: url() });
    await admin.connect();
    await run(`create role gateway_role login`);
    await (await openGateway({ databaseUrl: url(), poolSize: 1 })).close();
    await run(`grant all on all tables in schema public to gateway_role;
      grant all on all sequences in schema public to gateway_role`);
  });
  afterAll(async () => {
    await run(`drop owned by gateway_role; drop role gateway_role`);
    await admin.end();
  });
  async function open(poolSize = 2, timeoutMs = 15_000): Promise<void> {
    gateway = await openGateway({ databaseUrl: asRole(), poolSize, timeoutMs });
    caller = await gateway.organisation();
    // The credential is checked while the store is there.
    expect((await caller.get('/v2/organization/programs')).statusCode).toBe(200);
  }
  afterEach(async () => {
    await gateway.close();
    await run(`alter role gateway_role login connection limit -1;
      alter role gateway_role reset default_transaction_read_only;
      grant all on all tables in schema public to gateway_role;
      drop trigger if exists fail on enrolment`);
  });

  async function expectAway(calls: readonly Call[]): Promise<void> {
    for (const [name, call] of calls) {
      const answer = await call(caller);
      expect([name, answer.statusCode, answer.headers['retry-after']]).toEqual([name, 503, '1']);
      expect(answer.body).not.toMatch(/ISSUE_FAILED|INTERNAL|8896/);
    }
  }
  const readiness = async () => (await gateway.app.server.inject('/readyz')).statusCode;

  it('answers 503 to every action on a server that only reads, answers reads, and is not ready', async () => {
    await open();
    await run(`alter role gateway_role set default_transaction_read_only = on`);
    await cutConnections();
    await expectAway(WRITES);
    expect((await caller.get('/v2/organization/programs')).statusCode).toBe(200);
    expect(await readiness()).toBe(503);
    await run(`alter role gateway_role reset default_transaction_read_only`);
    await cutConnections();
    await expect.poll(async () => (await caller.bulk(aBody())).statusCode).toBe(200);
  });

  it.each([
    ['refused login', 'alter role gateway_role nologin', 'alter role gateway_role login'],
    [
      'connection limit of none',
      'alter role gateway_role connection limit 0',
      'alter role gateway_role connection limit -1',
    ],
  ])('answers 503 to everything behind a %s, is not ready, and recovers', async (_name, begin, end) => {
    await open();
    await run(begin);
    await cutConnections();
    await expectAway(WRITES);
    await expectAway(READS);
    expect(await readiness()).toBe(503);
    await run(end);
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
  });

  it('answers 503 once on each connection whose plans a changed column has outdated, and then as before', async () => {
    await open(1);
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
    await run(`alter table enrolment drop constraint enrolment_issual_id_leaves_room;
      alter table enrolment alter column issual_id type numeric`);
    try {
      const statuses = [];
      for (let call = 0; call < 3; call += 1) statuses.push((await caller.bulk(aBody())).statusCode);
      expect(statuses.slice(1)).toEqual([200, 200]);
    } finally {
      await run(`alter table enrolment alter column issual_id type bigint;
        alter table enrolment add constraint enrolment_issual_id_leaves_room check (issual_id < 4611686018427387904)`);
    }
  });

  it('answers 503 while a column is missing, as beside another version, and is not ready', async () => {
    await open();
    await run('alter table enrolment rename column request_id to renamed');
    await expectAway([['REST ENROL', (till) => till.bulk(aBody())]]);
    expect(await readiness()).toBe(503);
    await run('alter table enrolment rename column renamed to request_id');
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
  });

  it('answers 503 to everything after its grants were taken away, and is not ready', async () => {
    await open();
    await run(`revoke all on all tables in schema public from gateway_role`);
    await expectAway(WRITES);
    await expectAway(READS);
    expect(await readiness()).toBe(503);
    await run(`grant all on all tables in schema public to gateway_role`);
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
  });

  it.each([
    '53100',
    '53200',
    '53400',
    '58030',
    'XX000',
    '25006',
    '57P01',
    '57P03',
    '08006',
    '55P03',
    '42501',
    '25P02',
    '25P03',
    '57014',
    '3D000',
  ])('answers 503 to every recording that the server fails with %s', async (code) => {
    await open();
    await run(`create or replace function fail() returns trigger language plpgsql as
          $$ begin raise exception 'no' using errcode = '${code}'; end $$;
        create or replace trigger fail before insert on enrolment for each statement execute function fail()`);
    await expectAway(WRITES.filter(([name]) => /enrol/i.test(name) && !/revoke/i.test(name)));
  });

  it('answers 503 to what needs a table that is locked for longer than a call waits, and recovers', async () => {
    await open(2, 300);
    await run('begin');
    await run('lock table enrolment in access exclusive mode');
    await expectAway(WRITES);
    await expectAway(READS.filter(([name]) => name === 'REST promotionData'));
    expect((await caller.get('/v2/organization/programs')).statusCode).toBe(200);
    await run('rollback');
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
  });

  it('answers 503 to all of a crowd in about the time that one call waits', async () => {
    await open(2, 1_000);
    await run('begin');
    await run('lock table enrolment in access exclusive mode');
    const [, read] = READS.find(([name]) => name === 'REST promotionData')!;
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 60 }, () => read(caller)));
    const lasted = performance.now() - begun;
    await run('rollback');
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
    // One after the other they would take 60 times as long.
    expect(lasted).toBeLessThan(20 * 1_000);
  });

  it('is not ready for a while after a full disk refused a recording', async () => {
    await open();
    await run(`create or replace function fail() returns trigger language plpgsql as
        $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
      create or replace trigger fail before insert on enrolment for each statement execute function fail()`);
    expect(await readiness()).toBe(200);
    await gateway.close();
    await open();
    await caller.bulk(aBody());
    expect(await readiness()).toBe(503);
  });

  it('waits for a connection of its pool when the server has none left for it', async () => {
    await run(`alter role gateway_role connection limit 2`);
    await open(10);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        caller.get(
          '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=1001&source=INSTORE',
        ),
      ),
    );
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  });
});
