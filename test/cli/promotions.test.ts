import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { earn, enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';
import { commandsOn } from './run-command.js';

let gateway: TestGateway;
let shop: TestOrganisation;
const run = commandsOn(() => gateway.store);
beforeAll(async () => {
  gateway = await openGateway();
  shop = await gateway.organisation({
    promotions: [
      aPromotion({
        enrolmentLimit: 10,
        earnLimit: 10,
        totalEarnLimit: 50,
        endsAt: new Date('2099-12-31T00:00:00Z'),
      }),
      aPromotion({ promotionId: '501', promoIdentifier: null, enrolmentLimit: 10, earnLimit: 10 }),
      aPromotion({ promotionId: '502', promoIdentifier: null }),
    ],
    customers: [aCustomer('1001'), aCustomer('1002')],
  });
  const both = { customers: inStore('1001', '1002') };
  await enrol(shop, both);
  // The first of these enrolments has ended: the second one replaced it.
  await enrol(shop, { customers: inStore('1001') });
  await earn(shop, both);
  await earn(shop, { customers: inStore('1001') });
});
afterAll(() => gateway.close());

const command = async (...args: string[]) => {
  const result = await run(['promotions', ...args, '--organisation', shop.organisationId, '--json']);
  return { ...result, object: result.objects()[0] };
};
const stored = async ({ db }: Store, id: string) =>
  (
    await sql<Record<string, unknown>>`select name, active, ends_at, enrolment_limit, enrolment_expiry_days
      from promotion where organisation_id = ${shop.organisationId} and promotion_id = ${id}`.execute(db)
  ).rows[0];

describe('a promotion', () => {
  it('gets the settings that a command names, keeps the others, and has the next version', async () => {
    const before = await stored(gateway.store, '502');
    const set = await command(
      'set',
      '502',
      '--name',
      'Summer',
      '--enrolment-limit',
      '-1',
      '--expected-version',
      '1',
    );
    expect(set.errors).toBe('');
    expect(set.object).toMatchObject({ version: 2, changed: ['name', 'enrolmentLimit'], dryRun: false });
    expect(await stored(gateway.store, '502')).toEqual({ ...before, name: 'Summer', enrolment_limit: null });
    const again = await command('set', '502', '--name', 'Summer');
    expect(again).toMatchObject({ code: 0, object: { version: 2, changed: [] } });
    const { output } = await run(['promotions', 'changes', '502', '--organisation', shop.organisationId]);
    expect(output).toMatch(
      /^VERSION +CHANGED AT +BY +CHANGED\n2 +\S+Z +command +name: .* -> Summer; enrolmentLimit: \d+ -> null\n$/,
    );
  });

  it('that another administrator has changed is not changed by who has seen its version before', async () => {
    await command('set', '502', '--enrolment-expiry-days', '7');
    const late = await command('set', '502', '--name', 'Late', '--expected-version', '2');
    expect(late.code).toBe(1);
    expect(JSON.parse(late.errors)).toEqual({
      error: expect.stringMatching(/^VERSION_CONFLICT: promotion 502 has version 3\./),
    });
    expect(await stored(gateway.store, '502')).toMatchObject({ name: 'Summer', enrolment_expiry_days: 7 });
  });

  it('that ends now expires what expires with it, which a dry run says without writing', async () => {
    const expired = { expiredEnrolments: 2, expiredEarnings: 3, revivedEnrolments: 0, revivedEarnings: 0 };
    const before = await stored(gateway.store, '500');
    const dry = await command('set', '500', '--ends-at', '2026-01-02T00:00:00Z', '--dry-run');
    expect(dry.object).toMatchObject({ affects: expired, dryRun: true });
    expect(await stored(gateway.store, '500')).toEqual(before);
    expect((await command('changes', '500')).objects()).toEqual([]);
    const set = await command('set', '500', '--ends-at', '2026-01-02T00:00:00Z');
    expect(set.object).toMatchObject({ affects: expired, dryRun: false, version: 2 });
  });

  it('that ends later again revives them', async () => {
    const back = await command('set', '500', '--ends-at', '2099-12-31T00:00:00Z');
    expect(back.object).toMatchObject({
      affects: { expiredEnrolments: 0, expiredEarnings: 0, revivedEnrolments: 2, revivedEarnings: 3 },
    });
    expect((await command('set', '500', '--name', 'Other')).object).toMatchObject({
      affects: { expiredEnrolments: 0, revivedEnrolments: 0 },
    });
  });

  it('has no total limit below what customers have earned', async () => {
    const refused = await command('set', '500', '--total-earn-limit', '2');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain(
      'BAD_TOTAL_LIMIT: customers have earned promotion 500 3 times already. Write 3 or more.',
    );
    expect(await command('set', '500', '--total-earn-limit', '3')).toMatchObject({ code: 0 });
  });

  it('gets or loses a total limit only while it is switched off, and counts what was earned before', async () => {
    const refused = await command('set', '500', '--total-earn-limit', '-1');
    expect(refused.errors).toContain('while a promotion is switched off');
    await command('set', '500', '--active', 'false');
    expect(await command('set', '500', '--total-earn-limit', '-1')).toMatchObject({ code: 0 });
    expect((await command('set', '500', '--total-earn-limit', '2')).errors).toContain(
      'earned promotion 500 3 times',
    );
    expect(await command('set', '500', '--total-earn-limit', '40')).toMatchObject({ code: 0 });
    const { rows } = await sql`select earn_limit::int, earned::int from promotion_total
      where organisation_id = ${shop.organisationId} and promotion_id = '500'`.execute(gateway.store.db);
    expect(rows).toEqual([{ earn_limit: 40, earned: 3 }]);
  });

  it.each([
    [['501'], 'Name at least one setting'],
    [['501', '--ends-at', '2000-01-01'], 'ENDS_BEFORE_START'],
    [['501', '--earn-limit', '0'], 'BAD_LIMIT'],
    [['501', '--starts-at', 'tomorrow'], 'BAD_DATE'],
    [['501', '--kind', 'GENERIC'], "unknown option '--kind'"],
    [['501', '--name', 'x', '--expected-version', '0'], 'Write a whole number from 1.'],
    [['999', '--name', 'x'], 'has no promotion 999'],
  ])('is not changed by %j, and the message says why', async (args, message) => {
    const before = await stored(gateway.store, '501');
    const refused = await command('set', ...args);
    expect(refused).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
    expect(await stored(gateway.store, '501')).toEqual(before);
  });
});

describeWithPostgres('two administrators at the same time', (url) => {
  it('change a promotion one after the other, and only one of them the version that both have seen', async () => {
    const here = await openGateway({ databaseUrl: url() });
    const { organisationId } = await here.organisation({ promotions: [aPromotion({})] });
    const onPostgres = commandsOn(() => here.store);
    const set = (name: string, ...options: string[]) =>
      onPostgres(['promotions', 'set', '500', '--organisation', organisationId, '--name', name, ...options]);
    const names = Array.from({ length: 8 }, (_, i) => `Name ${i}`);
    const all = await Promise.all(names.map((name) => set(name, '--expected-version', '1')));
    expect(all.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
    const without = await Promise.all(names.map((name) => set(`${name} again`)));
    expect(without.map(({ code }) => code)).toEqual(names.map(() => 0));
    const { rows } = await sql<{ last: number; count: number }>`
      select max(version)::int as last, count(*)::int as count from promotion_change`.execute(here.store.db);
    expect(rows).toEqual([{ last: 10, count: 9 }]);
    await here.close();
  });
});
