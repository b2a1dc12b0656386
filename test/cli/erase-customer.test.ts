import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { commandsOn } from './run-command.js';

let gateway: TestGateway;
let shop: TestOrganisation;
let other: TestOrganisation;
const run = commandsOn(() => gateway.store);
const byMobile = { identifierName: 'MOBILE', idempotencyKey: 'one' };
const customers = inStore('+91 9000 001 001', '919000001002');
beforeAll(async () => {
  gateway = await openGateway();
  const given = { promotions: [aPromotion({})], customers: [aCustomer('1001'), aCustomer('1002')] };
  shop = await gateway.organisation(given);
  other = await gateway.organisation(given);
  for (const organisation of [shop, other]) await enrol(organisation, { ...byMobile, customers });
});
afterAll(() => gateway.close());

const erase = async (...args: string[]) => {
  const result = await run(['customers', 'erase', ...args, '--organisation', shop.organisationId, '--json']);
  return { ...result, object: result.objects()[0] };
};

/** All rows of the store that have the number in them, by table. */
async function tablesWith(number: string, { organisationId }: TestOrganisation): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`select distinct table_name as name
    from information_schema.columns where table_schema = 'public' and column_name = 'organisation_id'`.execute(
    gateway.store.db,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select from ${sql.table(name)} as t
      where organisation_id = ${organisationId} and regexp_replace(t::text, '[ +]', '', 'g') like ${`%${number}%`}`.execute(
      gateway.store.db,
    );
    if (rows.length > 0) found.push(name);
  }
  return found.sort();
}

it('a dry run counts the identifiers and the kept answers, and erases nothing', async () => {
  const dry = await erase('1001', '--dry-run');
  expect(dry).toMatchObject({ code: 0, object: { keptAnswers: 1, dryRun: true } });
  expect(await tablesWith('919000001001', shop)).toEqual(['customer_identifier', 'idempotency_record']);
});

it('an erased customer is found by no identifier, and the store has none of them anywhere', async () => {
  const erased = await erase('1001');
  expect(erased.object).toMatchObject({ customerId: '1001', keptAnswers: 1, dryRun: false });
  expect(erased.object?.notReached).toContain('backups and exports of the store');
  expect(erased.output).not.toContain('9000');
  expect(await tablesWith('919000001001', shop)).toEqual([]);
  const [first] = (await enrol(shop, { identifierName: 'MOBILE', customers: inStore('919000001001') }))
    .results;
  expect(first).toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
});

it('the ledger stays under the id, and so does the answer to the key, which still acts only once', async () => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from enrolment
    where organisation_id = ${shop.organisationId} and customer_id = 1001`.execute(gateway.store.db);
  expect(rows).toEqual([{ count: 1 }]);
  const again = await enrol(shop, { ...byMobile, customers });
  expect(again).toMatchObject({
    replayed: true,
    results: [{ customer: { id: '1001' } }, { customer: { id: '1002' } }],
  });
});

it('other customers and other organisations keep theirs', async () => {
  expect(await tablesWith('919000001002', shop)).toEqual(['customer_identifier', 'idempotency_record']);
  expect(await tablesWith('919000001001', other)).toEqual(['customer_identifier', 'idempotency_record']);
});

it('a customer that was erased before has nothing left to erase, and an unknown one is an error', async () => {
  expect(await erase('1001')).toMatchObject({ code: 0, object: { identifiers: 0, keptAnswers: 0 } });
  const unknown = await erase('999');
  expect(unknown).toMatchObject({
    code: 1,
    output: '',
    errors: expect.stringContaining('has no customer 999'),
  });
});
