import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, enrol } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';

const DETAILS = '/v2/customers/lookup/customerDetails';
const REGISTER = '/v2/customers';
const ENROL_AND_EARN = '/v2/promotion/bulk/enrolAndEarn';

const customers = [
  {
    customerId: '1001',
    identifiers: [
      { name: 'MOBILE', value: '919000001001', source: 'INSTORE' },
      { name: 'EXTERNAL_ID', value: 'Ext-1', source: 'INSTORE' },
      { name: 'EMAIL', value: 'one@example.com', source: 'LINE' },
    ],
  },
  { customerId: '1002', identifiers: [{ name: 'MOBILE', value: '919000001002', source: 'INSTORE' }] },
] as const;

const nobody = { status: false, code: 8015, message: 'Customer not found for the given identifiers' };

/** The body that registers these identifiers under a source. */
function aRegistration(identifiers: readonly (readonly [string, unknown])[], source?: string): object {
  const profile = { identifiers: identifiers.map(([type, value]) => ({ type, value })), source };
  return { profiles: [profile], loyaltyInfo: { loyaltyType: 'loyalty' } };
}

let gateway: TestGateway;
let organisation: TestOrganisation;
beforeAll(async () => {
  gateway = await openGateway();
  organisation = await gateway.organisation({ customers });
});
afterAll(() => gateway.close());

const read = async (url: string, from = organisation) => (await from.get(url)).json();
const register = async (body: object, from = organisation, url = REGISTER) =>
  (await from.post(url, body)).json();

describe("a customer's details over REST", () => {
  it.each([
    `${DETAILS}?identifierName=mobile&identifierValue=%2B91%2090000%2001001&source=INSTORE`,
    `${DETAILS}?identifierName=externalId&identifierValue=Ext-1&source=ALL`,
    `${DETAILS}?identifierName=EXTERNAL_ID&identifierValue=Ext-1&source=instore`,
    `${REGISTER}/1001`,
    `${REGISTER}/1001?source=LINE`,
  ])('are read at %s: the identifiers of each source', async (url) => {
    const shared = { firstName: null, lastName: null, commChannels: [], accountId: null };
    expect(await read(url)).toEqual({
      id: 1001,
      profiles: [
        {
          ...shared,
          source: 'INSTORE',
          identifiers: [
            { type: 'externalId', value: 'Ext-1' },
            { type: 'mobile', value: '919000001001' },
          ],
        },
        { ...shared, source: 'LINE', identifiers: [{ type: 'email', value: 'one@example.com' }] },
      ],
      loyaltyInfo: { loyaltyType: 'loyalty' },
      warnings: [],
    });
  });

  it.each([
    `${DETAILS}?identifierName=externalId&identifierValue=ext-1&source=ALL`,
    `${REGISTER}/9999`,
    `${REGISTER}/x`,
  ])('are not found at %s', async (url) => {
    expect(await read(url)).toEqual({ errors: [nobody] });
  });

  it('of another organisation are not found', async () => {
    const theirs = await gateway.organisation({ customers: [{ customerId: '77', identifiers: [] }] });
    expect(await read(`${REGISTER}/77`, theirs)).toMatchObject({ id: 77, profiles: [] });
    expect(await read(`${REGISTER}/77`)).toEqual({ errors: [nobody] });
  });
});

describe('a registration over REST', () => {
  it('stores the identifiers of a customer, who can be enrolled at once', async () => {
    const mine = await gateway.organisation({ customers });
    const registration = aRegistration(
      [
        ['mobile', '+91 90000 07001'],
        ['externalId', ' New 1 '],
      ],
      'INSTORE',
    );
    expect(await register(registration, mine)).toEqual({ createdId: 1003, warnings: [], sideEffects: [] });
    const bulk = aBody({
      identifierName: 'mobile',
      customers: [{ identifierValue: '919000007001', source: 'INSTORE' }],
    });
    expect((await mine.bulk(bulk)).json()).toMatchObject({ response: [{ result: { entityId: 1003 } }] });
    const named = { identifierName: 'EXTERNAL_ID', customers: [{ identifierValue: 'New 1', source: 'ALL' }] };
    expect(await enrol(mine, named)).toMatchObject({ results: [{ code: 'NOT_ISSUED' }] });
  });

  it('takes the source of the query, and begins with the id 1', async () => {
    const mine = await gateway.organisation({ customers: [] });
    const url = `${REGISTER}?source=line`;
    expect(await register(aRegistration([['email', 'Two@Example.com']]), mine, url)).toMatchObject({
      createdId: 1,
    });
    expect(await read(`${REGISTER}/1`, mine)).toMatchObject({
      profiles: [{ source: 'LINE', identifiers: [{ type: 'email', value: 'two@example.com' }] }],
    });
  });

  it('warns about what it does not store', async () => {
    const mine = await gateway.organisation({ customers: [] });
    const [profile] = (aRegistration([['email', 'a@example.com']], 'LINE') as { profiles: object[] })
      .profiles;
    const body = {
      profiles: [{ ...profile, firstName: 'Ann', fields: {} }],
      extendedFields: { city: 'Pune' },
    };
    expect(await register(body, mine)).toMatchObject({
      createdId: 1,
      warnings: [{ message: 'The gateway stores identifiers only, and not: extendedFields, firstName' }],
    });
  });

  it('adds identifiers under another source to their customer', async () => {
    const mine = await gateway.organisation({ customers });
    expect(await register(aRegistration([['mobile', '919000001002']], 'LINE'), mine)).toMatchObject({
      createdId: 1002,
    });
    expect(await read(`${REGISTER}/1002`, mine)).toMatchObject({
      profiles: [{ source: 'INSTORE' }, { source: 'LINE' }],
    });
  });

  it.each([
    ['a customer under the same source', [['mobile', '919000001002']], 'INSTORE', 8006],
    [
      'a customer under the same source, in another spelling',
      [['mobile', '00919000001002']],
      'INSTORE',
      8006,
    ],
    [
      'identifiers of two customers',
      [
        ['mobile', '919000001002'],
        ['email', 'one@example.com'],
      ],
      'WEBSITE',
      8006,
    ],
    ['an identifier that cannot be read', [['mobile', 'none']], 'INSTORE', 8014],
    ['an identifier that is empty', [['mobile', ' ']], 'INSTORE', 11013],
    ['an unknown kind of identifier', [['cuid', '1']], 'INSTORE', 8013],
    ['an id', [['id', '7']], 'INSTORE', 8013],
    ['an unknown source', [['email', 'new@example.com']], 'MOON', 8003],
    ['every source', [['email', 'new@example.com']], 'ALL', 8003],
    ['no source', [['email', 'new@example.com']], undefined, 11013],
    ['no identifier', [], 'INSTORE', 11013],
  ] as const)('of %s is refused, and nothing is stored', async (_, identifiers, source, code) => {
    const before = await read(`${REGISTER}/1002`);
    expect(await register(aRegistration(identifiers, source))).toMatchObject({ errors: [{ code }] });
    expect(await read(`${REGISTER}/1002`)).toEqual(before);
    expect(await read(`${REGISTER}/1003`)).toEqual({ errors: [nobody] });
  });

  describe('with an idempotency key', () => {
    const KEY = { 'idempotency-key': 'sign-up-1' };
    const ann = aRegistration([['email', 'ann@example.com']], 'LINE');
    const post = (mine: TestOrganisation, body: object, headers: Record<string, string> = KEY) =>
      mine.post(REGISTER, body, headers);

    it('answers a repetition as the first time, in any spelling, and says so in a header', async () => {
      const mine = await gateway.organisation({ customers: [] });
      const first = await post(mine, ann);
      const again = await post(mine, aRegistration([['EMAIL', ' Ann@Example.com']], 'line'));
      expect(first.json()).toMatchObject({ createdId: 1 });
      expect([again.statusCode, again.body]).toEqual([200, first.body]);
      expect([first, again].map(({ headers }) => headers['idempotency-replayed'])).toEqual([
        undefined,
        'true',
      ]);
      expect((await post(mine, ann, {})).json()).toMatchObject({ errors: [{ code: 8006 }] });
    });

    it('refuses the key for another body, and stores nothing of it', async () => {
      const mine = await gateway.organisation({ customers: [] });
      await post(mine, ann);
      const other = await post(mine, aRegistration([['email', 'bob@example.com']], 'LINE'));
      expect(other.statusCode).toBe(422);
      expect(other.json()).toMatchObject({ errors: [{ status: false, code: 422 }] });
      expect(await read(`${REGISTER}/2`, mine)).toEqual({ errors: [nobody] });
    });

    it('keeps no refusal, and no key of another client or of another operation', async () => {
      const mine = await gateway.organisation({ customers });
      const taken = aRegistration([['mobile', '919000001002']], 'INSTORE');
      expect((await post(mine, taken)).json()).toMatchObject({ errors: [{ code: 8006 }] });
      expect((await post(mine, ann)).json()).toMatchObject({ createdId: 1003 });
      expect((await mine.post(ENROL_AND_EARN, aBody(), KEY)).json()).toMatchObject({ failureCount: 0 });
      const theirs = await gateway.organisation({ customers: [] });
      expect((await post(theirs, aRegistration([['email', 'c@d.example']], 'LINE'))).json()).toMatchObject({
        createdId: 1,
      });
    });

    it('registers once where several calls come at the same time', async () => {
      const mine = await gateway.organisation({ customers: [] });
      const answers = await Promise.all(Array.from({ length: 5 }, () => post(mine, ann)));
      expect(answers.map((answer) => answer.json())).toEqual(
        Array(5).fill({ createdId: 1, warnings: [], sideEffects: [] }),
      );
    });

    it('is refused where it is none', async () => {
      expect((await post(organisation, ann, { 'idempotency-key': 'a key' })).statusCode).toBe(400);
    });
  });

  it('that several clients send at the same time registers one customer', async () => {
    const mine = await gateway.organisation({ customers: [] });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => register(aRegistration([['email', 'a@example.com']], 'LINE'), mine)),
    );
    expect(answers.filter((answer) => 'createdId' in answer)).toHaveLength(1);
    expect(await read(`${REGISTER}/2`, mine)).toEqual({ errors: [nobody] });
  });
});

describe('externalId', () => {
  const byExternalId = {
    identifierName: 'externalId',
    customers: [{ identifierValue: 'Ext-1', source: 'INSTORE' }],
  };

  it('finds a customer in look-up, promotionData and issue', async () => {
    const query = 'identifierName=externalId&identifierValue=Ext-1&source=INSTORE';
    expect(await read(`/v2/customers/lookup?${query}`)).toMatchObject({ entity: 1001 });
    expect(await read(`/v2/customers/lookup/promotionData?${query}`)).toMatchObject({ customerId: 1001 });
    const issue = await organisation.post(`/v2/promotion/issue?${query}`, {
      programId: 10,
      promotionId: 500,
    });
    expect(issue.json()).toMatchObject({ errors: [] });
  });

  it('is refused by the bulk operations unless REST_BULK_EXTERNAL_ID is set', async () => {
    expect((await organisation.bulk(aBody(byExternalId))).json()).toMatchObject({
      response: [{ errors: [{ code: 8013 }] }],
    });
    expect((await organisation.bulk(aBody({ ...byExternalId, type: 'TILL' }))).json()).toMatchObject({
      response: [{ errors: [{ code: 8901 }] }],
    });
    const open = await openGateway({ config: { restBulkExternalId: true } });
    const theirs = await open.organisation({ customers });
    expect((await theirs.bulk(aBody(byExternalId))).json()).toMatchObject({
      response: [{ result: { entityId: 1001 } }],
    });
    await open.close();
  });
});

describe('the older forms of the bulk operations', () => {
  it('issue and revoke without an action', async () => {
    const mine = await gateway.organisation();
    await mine.bulk(aBody());
    const earn = aBody({ bulkAction: undefined });
    const earned = (await mine.post('/v2/promotion/bulk/directEarn', earn)).json();
    const { earnedId } = earned.response[0].result;
    const revoked = (await mine.post('/v2/promotion/bulk/revokeDirectEarn', earn)).json();
    expect(revoked.response[0].result.revokedEarnIds).toEqual([Number(earnedId)]);
  });

  it('have one idempotency key with the newer ones', async () => {
    const mine = await gateway.organisation();
    await mine.bulk(aBody());
    const key = { 'idempotency-key': 'key-1' };
    const first = await mine.post('/v2/promotion/bulk/directEarn', aBody({ bulkAction: undefined }), key);
    const again = await mine.post('/v2/promotion/bulk/enrolAndEarn', aBody({ bulkAction: 'EARN' }), key);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
  });
});
