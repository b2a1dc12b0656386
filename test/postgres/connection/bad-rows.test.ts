import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody, earn, enrol } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { createDatabase } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';

const STORES = inject('postgresUrl') === null ? ['embedded'] : ['embedded', 'server'];

/** Rows that were there before their constraints. */
describe.each(STORES)('a row that no answer can hold, on the %s store,', (kind) => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  let release = () => Promise.resolve();
  beforeEach(async () => {
    if (kind === 'server') {
      const database = await createDatabase();
      release = () => database.drop();
      gateway = await openGateway({ databaseUrl: database.url, poolSize: 2 });
    } else gateway = await openGateway();
    caller = await gateway.organisation({
      promotions: [
        aPromotion(),
        aPromotion({ promotionId: '501', promoIdentifier: null, kind: 'DIRECT_ISSUE' }),
      ],
    });
    const { rows } = await sql<{ text: string }>`
      select 'alter table ' || conrelid::regclass || ' drop constraint ' || conname as text from pg_constraint
      where contype = 'c' and conname ~ '_is_' and connamespace = current_schema()::regnamespace`.execute(
      gateway.store.db,
    );
    for (const { text } of rows) await execute(text);
  });
  afterEach(async () => {
    await gateway.close();
    await release();
  });
  const execute = (text: string) => sql.raw(text).execute(gateway.store.db);

  it.each([
    [`set ends_at = 'infinity'`, '9999-12-31T23:59:59.999Z'],
    [`set ends_at = '20000-01-01'`, '9999-12-31T23:59:59.999Z'],
    [`set starts_at = '-infinity'`, '2026-12-31T00:00:00.000Z'],
    [`set starts_at = '0044-03-15 BC'`, '2026-12-31T00:00:00.000Z'],
  ])('is read as the nearest that it can: promotion %s', async (change, endsAt) => {
    await execute(`update promotion ${change} where promotion_id = 500`);
    const read = await caller.graphql(
      '{ promotions(programId: 10) { edges { node { id startsAt endsAt status } } } }',
    );
    expect(read.json()).toMatchObject({
      data: {
        promotions: { edges: [{ node: { id: '500', endsAt, status: 'LIVE' } }, { node: { id: '501' } }] },
      },
    });
    const data = await caller.get(
      '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=1001&source=INSTORE',
    );
    expect(data.statusCode).toBe(200);
    expect(await enrol(caller)).toMatchObject({ status: 'SUCCESS' });
    expect(await earn(caller)).toMatchObject({ status: 'SUCCESS' });
  });

  it('takes a number of days beyond all years for the last instant there is', async () => {
    await execute(
      `update promotion set enrolment_expiry_days = 9999999, earning_expiry_days = 2147483647 where promotion_id = 500`,
    );
    expect(await enrol(caller)).toMatchObject({ results: [{ expiresAt: '9999-12-31T23:59:59.999Z' }] });
    expect(await earn(caller)).toMatchObject({ results: [{ __typename: 'Success' }] });
  });

  it('takes an enrolment that never expires for one that expires last, and earnings of others with it', async () => {
    await enrol(caller);
    await enrol(caller, { customers: [{ identifierValue: '1002', source: 'INSTORE' }] });
    await execute(`update enrolment set expires_at = 'infinity' where customer_id = 1001`);
    const both = ['1001', '1002'].map((identifierValue) => ({ identifierValue, source: 'INSTORE' }));
    expect(await earn(caller, { customers: both })).toMatchObject({ status: 'SUCCESS', successCount: 2 });
  });

  it('answers the highest total that it can for a higher one', async () => {
    await execute(
      `insert into promotion_total select organisation_id, 500, 9000000000000000000 from organisation`,
    );
    const read = await caller.graphql('{ promotion(programId: 10, promotionId: 500) { totalEarnLimit } }');
    expect(read.json()).toEqual({ data: { promotion: { totalEarnLimit: 2147483647 } } });
    expect((await caller.bulk(aBody())).json()).toMatchObject({ failureCount: 0 });
  });

  it('answers 503 to the calls of an organisation whose time zone is none, and those of others as ever', async () => {
    const other = await gateway.organisation();
    await execute(
      `update organisation set time_zone = 'GMT+05:30' where organisation_id = ${caller.organisationId}`,
    );
    const answer = await caller.bulk(aBody());
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.stringify(gateway.log)).toContain('GMT+05:30');
    const read = await caller.graphql(
      '{ customer(identifierName: ID, identifierValue: "1001", source: ALL) { promotions { edges { node { availability } } } } }',
    );
    expect(read.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect((await other.bulk(aBody())).statusCode).toBe(200);
    expect((await gateway.app.server.inject('/readyz')).statusCode).toBe(200);
    if (kind === 'embedded') return;
    // The server knows the second one, and this process does not.
    for (const timeZone of ['GMT+05:30', 'posix/Asia/Kolkata']) {
      await execute(`update organisation set time_zone = '${timeZone}'`);
      await expect(gateway.store.ping()).rejects.toThrow(/time zone/);
    }
  });
});
