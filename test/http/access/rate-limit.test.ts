import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody, anInput, ENROL, ENROL_TWICE, enrol, inStore, recorded } from '../../support/operations.js';
import { aCustomer, type TestOrganisation } from '../../support/organisation.js';
import { aPromotion } from '../../support/promotion.js';

const LIMIT = 120;
const hundred = Array.from({ length: 100 }, (_, i) => String(2_001 + i));

/** What an answer says of the limit. */
function limitsOf({ headers }: LightMyRequestResponse) {
  const { 'ratelimit-policy': policy, ratelimit: standing, 'retry-after': retryAfter } = headers;
  return { policy, standing, retryAfter };
}

const policy = '"customers";q=120;w=60';

describe('a limit of customers a minute', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({ config: { customersPerMinute: LIMIT } });
  });
  beforeEach(async () => {
    caller = await gateway.organisation({
      promotions: [aPromotion({ enrolmentLimit: 100 })],
      customers: hundred.map(aCustomer),
    });
  });
  afterAll(() => gateway.close());

  const enrolAll = () => caller.graphql(ENROL, { input: anInput({ customers: inStore(...hundred) }) });
  const enrolSome = (count: number) =>
    caller.graphql(ENROL, { input: anInput({ customers: inStore(...hundred.slice(0, count)) }) });

  it('is in the headers of every call that it counts, and counts customers', async () => {
    expect(limitsOf(await enrolSome(1))).toEqual({
      policy,
      standing: '"customers";r=119;t=1',
      retryAfter: undefined,
    });
    expect(limitsOf(await enrolAll())).toMatchObject({ standing: '"customers";r=19;t=51' });
  });

  it('refuses a mutation as a whole, says when to send it again, and records nothing', async () => {
    await enrolAll();
    const response = await enrolSome(30);
    expect(response.statusCode).toBe(200);
    expect(limitsOf(response)).toEqual({ policy, standing: '"customers";r=20;t=50', retryAfter: '5' });
    const { enrolCustomers } = response.json<{ data: { enrolCustomers: Record<string, unknown> } }>().data;
    const throttled = {
      code: 'THROTTLED',
      restCode: null,
      message: 'Too many calls, try again later',
      disposition: 'RETRY_SAME_KEY',
      retryAfterMs: 5_000,
      scope: 'REQUEST',
      field: null,
    };
    expect(enrolCustomers).toMatchObject({
      status: 'FAILURE',
      totalCount: 30,
      failureCount: 30,
      requestError: throttled,
    });
    const results = enrolCustomers.results as object[];
    expect(results).toHaveLength(30);
    for (const [index, result] of results.entries()) {
      expect(result).toMatchObject({ ...throttled, index, identifierValue: hundred[index] });
    }
    expect(await recorded(gateway, caller)).toMatchObject({ enrolments: 100 });
  });

  it('refuses a REST call with 429 and Retry-After', async () => {
    await enrolAll();
    const response = await caller.bulk(aBody({ customers: inStore(...hundred.slice(0, 30)) }));
    expect(response.statusCode).toBe(429);
    expect(limitsOf(response)).toEqual({ policy, standing: '"customers";r=20;t=50', retryAfter: '5' });
    expect(response.json()).toEqual({
      response: [
        {
          errors: [{ status: false, code: 429, message: 'Too many calls, try again later' }],
          warnings: [],
        },
      ],
      totalCount: 1,
      failureCount: 1,
    });
  });

  it('grants the same call, with the same key, once Retry-After has passed', async () => {
    await enrolAll();
    const changes = { customers: inStore(...hundred.slice(0, 30)), idempotencyKey: 'basket-1' };
    const refused = await enrol(caller, changes);
    expect(refused.requestError).toMatchObject({ code: 'THROTTLED' });
    gateway.clock.advance(5_000);
    const granted = await enrol(caller, changes);
    expect(granted).toMatchObject({ status: 'SUCCESS', replayed: false });
  });

  it('is of one client of one organisation, and holds no other client up', async () => {
    await enrolAll();
    const another = await gateway.organisation();
    expect((await enrol(another)).status).toBe('SUCCESS');
    const token = await gateway.app.server.inject({
      method: 'POST',
      url: '/v3/oauth/token/generate',
      payload: { key: caller.oauthKey, secret: caller.oauthSecret },
    });
    const { accessToken } = token.json<{ data: { accessToken: string } }>().data;
    const response = await caller.post(
      '/graphql',
      { query: ENROL, variables: { input: anInput({ customers: inStore(...hundred) }) } },
      { authorization: `Bearer ${accessToken}` },
    );
    expect(response.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
  });

  it('does not ask for a document again of which one mutation was done', async () => {
    const input = anInput({ customers: inStore(...hundred) });
    const response = await caller.graphql(ENROL_TWICE, { first: input, second: input });
    expect(response.json()).toMatchObject({
      data: {
        first: { status: 'SUCCESS' },
        second: { requestError: { code: 'THROTTLED', retryAfterMs: 40_000 } },
      },
    });
    expect(limitsOf(response)).toMatchObject({ standing: '"customers";r=20;t=50', retryAfter: undefined });
  });

  it('counts nothing for a call that is refused unseen', async () => {
    const response = await caller.graphql(ENROL, { input: anInput({ customers: [] }) });
    expect(limitsOf(response)).toEqual({ policy: undefined, standing: undefined, retryAfter: undefined });
  });

  it('counts no more for a call with a key than fits one', async () => {
    const customers = inStore(...hundred, ...hundred);
    const response = await caller.graphql(ENROL, { input: anInput({ customers, idempotencyKey: 'k' }) });
    expect(response.json()).toMatchObject({
      data: { enrolCustomers: { requestError: { code: 'BATCH_TOO_LARGE' } } },
    });
    expect(limitsOf(response)).toMatchObject({ standing: '"customers";r=20;t=50' });
  });

  describe('reading customers as entities', () => {
    const read = (__typename: string, count: number) =>
      caller.graphql(
        `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Customer { id promotions { edges { cursor } } } } }`,
        { all: hundred.slice(0, count).map((id) => ({ __typename, id })) },
      );

    it('counts each customer, and looks at none beyond the limit', async () => {
      expect(limitsOf(await read('Customer', 100))).toMatchObject({ standing: '"customers";r=20;t=50' });
      const refused = await read('Customer', 21);
      expect(refused.statusCode).toBe(429);
      expect(limitsOf(refused)).toMatchObject({ standing: '"customers";r=20;t=50', retryAfter: '1' });
      expect(refused.json()).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] });
      expect((await read('Customer', 20)).statusCode).toBe(200);
    });

    it('counts nothing for promotions and programs', async () => {
      expect(limitsOf(await read('Promotion', 100))).toMatchObject({ standing: undefined });
    });
  });

  describe('asking what became of a call', () => {
    const ask = (fields: string) =>
      caller.graphql(
        `{ promotionOperation(idempotencyKey: "k") { results { ... on Success { ${fields} } } } }`,
      );
    beforeEach(async () => {
      const customers = inStore(...hundred.slice(0, 60));
      await caller.graphql(ENROL, { input: anInput({ customers, idempotencyKey: 'k' }) });
    });

    it('counts nothing for what the answer of that call holds', async () => {
      expect(limitsOf(await ask('index customer { id }'))).toMatchObject({ standing: undefined });
    });

    it('counts its customers where it reads their promotions', async () => {
      const read = () => ask('customer { promotions { edges { cursor } } }');
      expect(limitsOf(await read())).toMatchObject({ standing: '"customers";r=0;t=60' });
      const refused = await read();
      expect(refused.statusCode).toBe(429);
      expect(limitsOf(refused)).toMatchObject({ retryAfter: '30' });
    });
  });

  describe('reading a customer', () => {
    const search = 'identifierName=id&identifierValue=2001&source=INSTORE';
    const reads = [
      {
        door: 'GraphQL',
        read: () =>
          caller.graphql(
            '{ loyaltyCustomer(identifierName: ID, identifierValue: "2001", source: ALL) { id } }',
          ),
        refusal: {
          errors: [{ message: 'Too many calls, try again later', extensions: { code: 'THROTTLED' } }],
        },
      },
      ...['/v2/customers/lookup', '/v2/customers/lookup/promotionData'].map((path) => ({
        door: path,
        read: () =>
          gateway.app.server.inject({
            url: `${path}?${search}`,
            headers: { authorization: caller.authorization },
          }),
        refusal: { errors: [{ status: false, code: 429, message: 'Too many calls, try again later' }] },
      })),
    ];

    it.each(reads)('counts as one, and is refused with 429 ($door)', async ({ read, refusal }) => {
      expect(limitsOf(await read())).toMatchObject({ standing: '"customers";r=119;t=1' });
      await enrolAll();
      for (let i = 0; i < 19; i++) expect((await read()).statusCode).toBe(200);
      const refused = await read();
      expect(refused.statusCode).toBe(429);
      expect(limitsOf(refused)).toMatchObject({ standing: '"customers";r=0;t=60', retryAfter: '1' });
      expect(refused.json()).toMatchObject(refusal);
    });
  });
});

describe('without a limit', () => {
  it('nothing is said of one', async () => {
    const gateway = await openGateway();
    const caller = await gateway.organisation();
    const response = await caller.graphql(ENROL, { input: anInput() });
    expect(limitsOf(response)).toEqual({ policy: undefined, standing: undefined, retryAfter: undefined });
    await gateway.close();
  });
});
