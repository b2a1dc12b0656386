import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { outbox } from '../../../src/postgres/events/outbox.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import {
  aBody,
  earn,
  enrol,
  inStore,
  revokePromotionEarnings,
  revokePromotionEnrolments,
} from '../../support/operations.js';
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
  });
  afterEach(async () => {
    await gateway.close();
    await release();
  });
  const execute = (text: string) => sql.raw(text).execute(gateway.store.db);

  /** Writes rows that were there before their constraints, which hold for every row that is written from now on. */
  async function plant(text: string): Promise<void> {
    const { rows } = await sql<{ drop: string; add: string }>`
      select 'alter table ' || conrelid::regclass || ' drop constraint ' || conname as drop,
        'alter table ' || conrelid::regclass || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid)
          || case when convalidated then ' not valid' else '' end as add
      from pg_constraint
      where contype = 'c' and conname ~ '_is_|_leaves_' and connamespace = current_schema()::regnamespace`.execute(
      gateway.store.db,
    );
    for (const { drop } of rows) await execute(drop);
    await execute(text);
    for (const { add } of rows) await execute(add);
  }

  const both = inStore('1001', '1002');

  it.each([
    [`set ends_at = 'infinity'`, '9999-12-31T23:59:59.999Z'],
    [`set ends_at = '20000-01-01'`, '9999-12-31T23:59:59.999Z'],
    [`set starts_at = '-infinity'`, '2026-12-31T00:00:00.000Z'],
    [`set starts_at = '0044-03-15 BC'`, '2026-12-31T00:00:00.000Z'],
  ])('is read as the nearest that it can: promotion %s', async (change, endsAt) => {
    await plant(`update promotion ${change} where promotion_id = 500`);
    const read = await caller.graphql(
      '{ loyaltyPromotions(programId: 10) { edges { node { id startsAt endsAt status } } } }',
    );
    expect(read.json()).toMatchObject({
      data: {
        loyaltyPromotions: {
          edges: [{ node: { id: '500', endsAt, status: 'LIVE' } }, { node: { id: '501' } }],
        },
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
    await plant(
      `update promotion set enrolment_expiry_days = 9999999, earning_expiry_days = 2147483647 where promotion_id = 500`,
    );
    expect(await enrol(caller)).toMatchObject({ results: [{ expiresAt: '9999-12-31T23:59:59.999Z' }] });
    expect(await earn(caller)).toMatchObject({ results: [{ __typename: 'Success' }] });
  });

  it('takes an enrolment that never expires for one that expires last, and earnings of others with it', async () => {
    await enrol(caller);
    await enrol(caller, { customers: [{ identifierValue: '1002', source: 'INSTORE' }] });
    await plant(`update enrolment set expires_at = 'infinity' where customer_id = 1001`);
    expect(await earn(caller, { customers: both })).toMatchObject({ status: 'SUCCESS', successCount: 2 });
  });

  it.each([
    `expires_at = 'infinity'`,
    `enrolled_at = 'infinity'`,
    `enrolled_at = '20000-01-01'`,
    `enrolled_at = '-infinity'`,
  ])('is revoked like any other, and those of others with it: enrolment with %s', async (change) => {
    await enrol(caller, { customers: both });
    await plant(`update enrolment set ${change} where customer_id = 1001`);
    expect(await revokePromotionEnrolments(caller, { customers: both })).toMatchObject({ successCount: 2 });
    expect(await enrol(caller, { customers: both })).toMatchObject({ requestError: null });
  });

  it.each([`expires_at = 'infinity'`, `earned_at = 'infinity'`, `earned_at = '-infinity'`])(
    'is revoked like any other, and those of others with it: earning with %s',
    async (change) => {
      await enrol(caller, { customers: both });
      await earn(caller, { customers: both });
      await plant(`update earning set ${change} where customer_id = 1001`);
      expect(await revokePromotionEarnings(caller, { customers: both })).toMatchObject({ successCount: 2 });
    },
  );

  it('counts earnings against a total that is higher than an answer can say, and frees them again', async () => {
    await enrol(caller, { customers: both });
    await plant(
      `insert into promotion_total select organisation_id, 500, 9000000000000000000 from organisation`,
    );
    expect(await earn(caller, { customers: both })).toMatchObject({ successCount: 2 });
    expect(await revokePromotionEarnings(caller, { customers: both })).toMatchObject({ successCount: 2 });
  });

  it('is delivered like any other, and those of others with it: event of no year', async () => {
    await plant(`insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
      select organisation_id, c, 'promotion.earned', at, '2020-01-01', '{}' from organisation,
        (values (1001, 'infinity'::timestamptz), (1002, '2026-01-01')) as event(c, at)`);
    const taken = await outbox(gateway.store.db).take(1_000, 10);
    expect(taken.map(({ customerId }) => customerId).sort()).toEqual(['1001', '1002']);
  });

  it.each([
    `'promotion.redeemed', '{}'`,
    `'promotion.earned', '[]'`,
    `'promotion.earned', 'null'`,
    `'', '"text"'`,
  ])('stays where it is, and others are delivered and postponed: event of %s', async (typeAndData) => {
    await plant(`insert into outbox (organisation_id, customer_id, occurred_at, due_at, type, data)
      select organisation_id, c, '2026-01-01', '2020-01-01', ${typeAndData}::jsonb from organisation,
        (values (1001), (1002)) as event(c)`);
    await execute(`insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
      select organisation_id, 1001, 'promotion.earned', '2026-01-01', '2020-01-01', '{}' from organisation`);
    const { take, postpone } = outbox(gateway.store.db);
    const taken = await take(1_000, 10);
    expect(taken.map(({ customerId, type }) => [customerId, type])).toEqual([['1001', 'promotion.earned']]);
    await postpone(taken[0]!, 60_000);
    const { rows } = await sql`select from outbox where due_at > now()`.execute(gateway.store.db);
    expect(rows).toHaveLength(1);
  });

  it('answers the highest total that it can for a higher one', async () => {
    await plant(
      `insert into promotion_total select organisation_id, 500, 9000000000000000000 from organisation`,
    );
    const read = await caller.graphql(
      '{ loyaltyPromotion(programId: 10, promotionId: 500) { totalEarnLimit } }',
    );
    expect(read.json()).toEqual({ data: { loyaltyPromotion: { totalEarnLimit: 2147483647 } } });
    expect((await caller.bulk(aBody())).json()).toMatchObject({ failureCount: 0 });
  });

  it('answers 503 to the calls of an organisation whose time zone is none, and those of others as ever', async () => {
    const other = await gateway.organisation();
    await plant(
      `update organisation set time_zone = 'GMT+05:30' where organisation_id = ${caller.organisationId}`,
    );
    const answer = await caller.bulk(aBody());
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.stringify(gateway.log)).toContain('GMT+05:30');
    const read = await caller.graphql(
      '{ loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) { promotions { edges { node { availability } } } } }',
    );
    expect(read.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect((await other.bulk(aBody())).statusCode).toBe(200);
    expect((await gateway.app.server.inject('/readyz')).statusCode).toBe(200);
    if (kind === 'embedded') return;
    // The server knows the second one, and this process does not.
    for (const timeZone of ['GMT+05:30', 'posix/Asia/Kolkata']) {
      await plant(`update organisation set time_zone = '${timeZone}'`);
      await expect(gateway.store.ping()).rejects.toThrow(/time zone/);
    }
  });
});
