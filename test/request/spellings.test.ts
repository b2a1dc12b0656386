import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { enrol, verdicts } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { inFrontOf, openPlatform, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';

/** Identifiers as earlier versions stored them, which kept what a caller wrote without a plus. */
const stored = [
  ['1', 'MOBILE', '5215512345678'],
  ['2', 'MOBILE', '22507123456'],
  ['3', 'MOBILE', '22990123456'],
  ['4', 'MOBILE', '919986000586'],
  ['5', 'MOBILE', '4407911123456'],
  ['6', 'MOBILE', '5511987654321'],
  ['7', 'EMAIL', 'josé@müller.de'],
  ['8', 'EMAIL', 'jose\u0301@example.com'],
  ['9', 'EMAIL', 'ann@xn--mller-kva.de'],
  ['21', 'MOBILE', '525587654321'],
  ['22', 'MOBILE', '5215587654321'],
  ['31', 'MOBILE', '447911654321'],
  ['32', 'MOBILE', '4407911654321'],
] as const;

const spellings = [
  ['MOBILE', '5215512345678', '1'],
  ['MOBILE', '+5215512345678', '1'],
  ['MOBILE', '+52 1 55 1234 5678', '1'],
  ['MOBILE', '+52 55 1234 5678', '1'],
  ['MOBILE', '005215512345678', '1'],
  ['MOBILE', '+22507123456', '2'],
  ['MOBILE', '+225 07 07 12 34 56', '2'],
  ['MOBILE', '+22990123456', '3'],
  ['MOBILE', '00 229 01 90 12 34 56', '3'],
  ['MOBILE', '\u202a+91 99860 00586\u202c', '4'],
  ['MOBILE', '\u2066+91\u200b99860\u200e00586\u2069', '4'],
  ['MOBILE', '＋９１ ９９８６０ ００５８６', '4'],
  ['MOBILE', '+٩١ ٩٩٨٦٠ ٠٠٥٨٦', '4'],
  ['MOBILE', '(91).99860/00586', '4'],
  ['MOBILE', '\t+91\t99860 00586\r\n', '4'],
  ['MOBILE', '4407911123456', '5'],
  ['MOBILE', '+44 (0)7911 123456', '5'],
  ['MOBILE', '+447911123456', '5'],
  ['MOBILE', '551187654321', '6'],
  ['EMAIL', 'jose\u0301@mu\u0308ller.de', '7'],
  ['EMAIL', 'JOSÉ@XN--MLLER-KVA.DE', '7'],
  ['EMAIL', 'josé@example.com', '8'],
  ['EMAIL', '\u200ejose\u0301@example.com\u200b', '8'],
  ['EMAIL', 'ann@müller.de', '9'],
  ['EMAIL', '\tann@müller.de\n', '9'],
  ['ID', '\ufeff1', '1'],
  ['ID', '\t1\n', '1'],
  ['ID', '١', '1'],
  ['ID', '１', '1'],
] as const;

/** Customers of whom each is registered under another's number as it was numbered before, or is dialled at home. */
const kept = [
  ['525587654321', '21'],
  ['+525587654321', '21'],
  ['5215587654321', '22'],
  ['+52 1 55 8765 4321', '22'],
  ['+447911654321', '31'],
  ['4407911654321', '32'],
] as const;

const LOOKUP = `query ($name: CustomerIdentifierName!, $value: String!) {
  loyaltyCustomer(identifierName: $name, identifierValue: $value, source: INSTORE) { id } }`;

/** Writes rows past the gateway, as an earlier version left them. */
async function storeAsBefore({ store }: TestGateway | TestPlatform, { organisationId }: TestOrganisation) {
  const ids = [...new Set(stored.map(([id]) => id))];
  await store.db
    .insertInto('customer')
    .values(ids.map((customer_id) => ({ organisation_id: organisationId, customer_id })))
    .execute();
  await store.db
    .insertInto('customer_identifier')
    .values(
      stored.map(([customer_id, identifier_name, identifier_value]) => ({
        organisation_id: organisationId,
        customer_id,
        identifier_name,
        identifier_value,
        source: 'INSTORE',
      })),
    )
    .execute();
}

describe.each(['on a store of its own', 'in front of a platform'])('a gateway %s', (where) => {
  let platform: TestPlatform | null = null;
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    const promotions = [aPromotion({ enrolmentLimit: null })];
    if (where === 'in front of a platform') {
      platform = await openPlatform();
      const behind = await platform.organisation({ promotions, customers: [] });
      await storeAsBefore(platform, behind);
      gateway = await openGateway({ config: inFrontOf(platform.url, behind) });
      caller = await gateway.organisation({ promotions: [], customers: [] });
    } else {
      gateway = await openGateway();
      caller = await gateway.organisation({ promotions, customers: [] });
      await storeAsBefore(gateway, caller);
    }
  });
  afterAll(async () => {
    await gateway.close();
    await platform?.close();
  });

  async function askGraphql(name: string, value: string): Promise<string | undefined> {
    const answer = await caller.graphql(LOOKUP, { name, value });
    return answer.json<{ data: { loyaltyCustomer: { id: string } | null } }>().data.loyaltyCustomer?.id;
  }

  async function askRest(path: string, query: string): Promise<unknown> {
    const { authorization } = caller;
    const answer = await gateway.app.server.inject({ url: `${path}?${query}`, headers: { authorization } });
    return answer.json<unknown>();
  }

  it.each(spellings)('finds by %s "%s" the customer %s', async (name, value, id) => {
    expect(await askGraphql(name, value)).toBe(id);
    const query = new URLSearchParams({ identifierName: name, identifierValue: value, source: 'INSTORE' });
    expect(await askRest('/v2/customers/lookup', query.toString())).toMatchObject({ entity: Number(id) });
    expect(await askRest('/v2/customers/lookup/promotionData', query.toString())).toMatchObject({
      customerId: Number(id),
    });
    const customers = [{ identifierValue: value, source: 'INSTORE' as const }];
    const outcome = await enrol(caller, { identifierName: name, customers });
    expect(verdicts(outcome)).toEqual(['Success']);
    expect(outcome.results[0]?.customer?.id).toBe(id);
  });

  it('finds a customer by a plus in a query, which stands for a blank there', async () => {
    const query = 'identifierName=mobile&identifierValue=+5215512345678&source=INSTORE';
    expect(await askRest('/v2/customers/lookup', query)).toMatchObject({ entity: 1 });
  });

  it.each(kept)(
    'keeps the customer apart that has another form of the number: %s is %s',
    async (value, id) => {
      expect(await askGraphql('MOBILE', value)).toBe(id);
    },
  );

  it('keeps customers of one call apart who are registered under two forms of a number', async () => {
    const customers = kept.map(([identifierValue]) => ({ identifierValue, source: 'INSTORE' as const }));
    const { results } = await enrol(caller, { identifierName: 'MOBILE', customers });
    expect(results.map(({ customer }) => customer?.id)).toEqual(kept.map(([, id]) => id));
  });
});

describe('an organisation that is registered', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  const withMobiles = (...mobiles: readonly (readonly [id: string, value: string])[]) => ({
    customers: mobiles.map(([customerId, value]) => ({
      customerId,
      identifiers: [{ name: 'MOBILE' as const, value, source: 'INSTORE' }],
    })),
  });

  it('has its identifiers stored in their one form, however they were written', async () => {
    const { organisationId } = await gateway.organisation(withMobiles(['1', '+52 1 55 1234 5678']));
    const rows = await gateway.store.db
      .selectFrom('customer_identifier')
      .select('identifier_value')
      .where('organisation_id', '=', organisationId)
      .execute();
    expect(rows).toEqual([{ identifier_value: '525512345678' }]);
  });

  it('may give a customer one identifier in two spellings', async () => {
    const { customers } = withMobiles(['1', '919986000586'], ['1', '+91 99860 00586']);
    const [one, other] = customers;
    const both = {
      customerId: '1',
      identifiers: [...(one?.identifiers ?? []), ...(other?.identifiers ?? [])],
    };
    await expect(gateway.organisation({ customers: [both] })).resolves.toBeDefined();
  });

  it('is refused where two customers have one identifier, in an error with both ids', async () => {
    const customers = withMobiles(['1', '5215512345678'], ['2', '+525512345678']);
    await expect(gateway.organisation(customers)).rejects.toThrow(
      'Customers 1 and 2 have the same MOBILE under INSTORE',
    );
  });

  it('is refused where an identifier cannot be read, in an error with its customer', async () => {
    await expect(gateway.organisation(withMobiles(['7', 'unknown']))).rejects.toThrow(
      'Customer 7 has a MOBILE that cannot be read',
    );
  });
});
