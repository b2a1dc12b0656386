import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import {
  aBody,
  anInput,
  earn,
  enrol,
  inStore,
  revokePromotionEarnings,
  revokePromotionEnrolments,
  verdicts,
} from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { inFrontOf, openPlatform, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';

const many = { enrolmentLimit: null, earnLimit: null };
const promotions = [
  aPromotion(many),
  aPromotion({ ...many, promotionId: '600', promoIdentifier: null, name: 'Direct', kind: 'DIRECT_ISSUE' }),
];

describe('a gateway in front of a platform', () => {
  let platform: TestPlatform;
  let behind: TestOrganisation;
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    platform = await openPlatform();
    const customers = Array.from({ length: 110 }, (_, i) => aCustomer(String(1_001 + i)));
    behind = await platform.organisation({ promotions, customers });
    gateway = await openGateway({ config: inFrontOf(platform.url, behind, 60_000) });
    caller = await gateway.organisation({ promotions: [], customers: [] });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  /** The routes that the platform was called at by the work. */
  async function callsDuring(work: () => Promise<unknown>): Promise<unknown[]> {
    platform.log.length = 0;
    await work();
    await new Promise(setImmediate);
    return platform.log.map(({ route }) => route);
  }

  it('enrols, issues and takes back by it', async () => {
    const customers = inStore('919000001001', '919999999999', '919000001002');
    const input = { identifierName: 'MOBILE', customers };
    const enrolled = await enrol(caller, input);
    expect(verdicts(enrolled)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(enrolled.results[0]).toMatchObject({
      customer: { id: '1001' },
      promotion: { id: '500', name: 'Spring', program: { id: '10', name: 'Rewards' }, status: 'LIVE' },
    });
    expect(verdicts(await earn(caller, input))).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    const revoked = await revokePromotionEarnings(caller, input);
    expect(verdicts(revoked)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(revoked.results[0]?.issualId).toBe(enrolled.results[0]?.issualId);
    expect(verdicts(await revokePromotionEnrolments(caller, input))).toEqual([
      'Success',
      'CUSTOMER_NOT_FOUND',
      'Success',
    ]);
  });

  it('has 100 customers enrolled in one call, and looks no customer up unless the document asks for more', async () => {
    const customers = inStore(...Array.from({ length: 100 }, (_, i) => `91900000${1_001 + i}`));
    const input = anInput({ identifierName: 'MOBILE', customers });
    const document = (fields: string) =>
      `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { successCount results { ... on Success { ${fields} } } } }`;
    const run = async (fields: string) => {
      const answer = await caller.graphql(document(fields), { input });
      expect(answer.json()).toMatchObject({ data: { enrolCustomers: { successCount: 100 } } });
    };
    const WRITE = '/v2/promotion/bulk/enrolAndEarn';
    expect(await callsDuring(() => run('issualId customer { id }'))).toEqual([WRITE]);
    const withPromotions = await callsDuring(() =>
      run('customer { promotions(first: 1) { edges { cursor } } }'),
    );
    expect(withPromotions.filter((route) => route === '/v2/customers/lookup/promotionData')).toHaveLength(
      100,
    );
    expect(withPromotions.filter((route) => route === '/v2/customers/lookup')).toEqual([]);
  });

  it('names its call to the platform in the answer and in the log, on both doors', async () => {
    gateway.log.length = 0;
    const onGraphql = await caller.graphql(
      'mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }',
      { input: anInput() },
    );
    const { upstreamRequestId } = onGraphql.json<{ extensions: { upstreamRequestId: string } }>().extensions;
    expect(platform.log.map(({ reqId }) => reqId)).toContain(upstreamRequestId);
    const onRest = await caller.bulk(aBody());
    expect(onRest.json()).toMatchObject({ failureCount: 0, response: [{ result: { entityId: 1001 } }] });
    expect(platform.log.map(({ reqId }) => reqId)).toContain(onRest.headers['x-upstream-requestid']);
    await new Promise(setImmediate);
    expect(gateway.log.map((line) => line.upstreamRequestIds)).toEqual([
      [upstreamRequestId],
      [onRest.headers['x-upstream-requestid']],
    ]);
  });

  it('reads customers and promotions from it, and returns null for what it does not answer', async () => {
    await enrol(caller, { customers: inStore('1101') });
    const answer = await caller.graphql(`{
      loyaltyPromotion(programId: 10, promotionId: 500) { name kind earnLimit program { name } }
      unknown: loyaltyPromotion(programId: 10, promotionId: 501) { name }
      disagreeing: loyaltyPromotion(programId: 10, promotionId: 500, promoIdentifier: "other") { name }
      loyaltyProgram(id: 10) { name }
      nobody: loyaltyCustomer(identifierName: MOBILE, identifierValue: "919999999999", source: ALL) { id }
      loyaltyCustomer(identifierName: ID, identifierValue: "1101", source: ALL) {
        promotions(kind: ENROL_AND_ISSUE) { edges { node {
          promotion { id } availability enrolmentsUsed
          enrolments { edges { node { issualId active revokedAt recordedBy { clientId requestId } } } }
        } } }
      }
    }`);
    expect(answer.json()).toEqual({
      data: {
        loyaltyPromotion: {
          name: 'Spring',
          kind: 'ENROL_AND_ISSUE',
          earnLimit: null,
          program: { name: 'Rewards' },
        },
        unknown: null,
        disagreeing: null,
        loyaltyProgram: { name: 'Rewards' },
        nobody: null,
        loyaltyCustomer: {
          promotions: {
            edges: [
              {
                node: {
                  promotion: { id: '500' },
                  availability: ['AVAILABLE_TO_ENROL', 'AVAILABLE_TO_EARN'],
                  enrolmentsUsed: 1,
                  enrolments: {
                    edges: [
                      {
                        node: {
                          issualId: expect.any(String),
                          active: true,
                          revokedAt: null,
                          recordedBy: { clientId: null, requestId: null },
                        },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      },
    });
  });

  it('says 501 of what the platform has no operation for', async () => {
    for (const query of [
      '{ loyaltyPromotions(programId: 10) { edges { cursor } } }',
      '{ loyaltyPromotion(programId: 10, promoIdentifier: "spring-500") { id } }',
    ]) {
      const answer = await caller.graphql(query);
      expect(answer.statusCode).toBe(501);
      expect(answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_OFFERED' } }] });
    }
  });

  it('finds the promotion that is named by its identifier among those of the customers', async () => {
    const outcome = await enrol(caller, {
      promotionId: null,
      promoIdentifier: 'spring-500',
      customers: inStore('999999', '1102'),
    });
    expect(verdicts(outcome)).toEqual(['CUSTOMER_NOT_FOUND', 'Success']);
    expect(outcome.results[1]?.promotion).toMatchObject({ id: '500', promoIdentifier: 'spring-500' });
  });

  it('returns the outcome of an earlier call with a key', async () => {
    await enrol(caller, { idempotencyKey: 'lost', customers: inStore('1103', '999999') });
    const again = await enrol(caller, { idempotencyKey: 'lost', customers: inStore('1103', '999999') });
    expect(again.replayed).toBe(true);
    const answer = await caller.graphql(`{ promotionOperation(idempotencyKey: "lost") {
      replayed results { ... on Success { customer { id } promotion { name } } ... on CustomerError { code } }
    } }`);
    expect(answer.json()).toEqual({
      data: {
        promotionOperation: {
          replayed: true,
          results: [
            { customer: { id: '1103' }, promotion: { name: 'Spring' } },
            { code: 'CUSTOMER_NOT_FOUND' },
          ],
        },
      },
    });
  });

  it('decides a dry run on the data of the platform', async () => {
    const before = await enrol(caller, { dryRun: true, customers: inStore('1104') });
    expect(before.results[0]).toMatchObject({ __typename: 'Success', issualId: '0' });
    expect(verdicts(await earn(caller, { dryRun: true, customers: inStore('1104') }))).toEqual([
      'NOT_ENROLLED',
    ]);
  });

  it('authenticates callers by its own store, and refuses all others', async () => {
    const answer = await gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: behind.authorization, 'content-type': 'application/json' },
      payload: '{"query":"{ loyaltyProgram(id: 10) { name } }"}',
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('a gateway whose platform goes away', () => {
  it('shows what it read before, and says so; of the rest it says 503', async () => {
    const platform = await openPlatform();
    const behind = await platform.organisation({ promotions });
    const gateway = await openGateway({ config: inFrontOf(platform.url, behind, 1_000) });
    const caller = await gateway.organisation({ promotions: [], customers: [] });
    const ask = (id: string) =>
      caller.graphql(`{ loyaltyPromotion(programId: 10, promotionId: ${id}) { name } }`);
    expect((await ask('500')).json()).toEqual({ data: { loyaltyPromotion: { name: 'Spring' } } });
    await platform.close();
    const now = performance.now.bind(performance);
    // What was read is not fresh any more.
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 6_000);
    expect((await ask('500')).json()).toEqual({
      data: { loyaltyPromotion: { name: 'Spring' } },
      extensions: { stale: true },
    });
    const onRest = await gateway.app.server.inject({
      url: '/api_gateway/loyalty/v1/programs/10/promotions/500/get',
      headers: { authorization: caller.authorization },
    });
    expect(onRest.json()).toMatchObject({ data: [{ name: 'Spring' }] });
    expect(onRest.headers['x-upstream-stale']).toBe('true');
    const unread = await ask('600');
    expect(unread.statusCode).toBe(503);
    expect(unread.headers['retry-after']).toMatch(/^\d+$/);
    expect(verdicts(await enrol(caller))).toEqual(['UPSTREAM_UNAVAILABLE']);
    later.mockRestore();
    await gateway.close();
  });
});

it('a call over the rate limit of its client asks the platform for nothing, not even a name', async () => {
  const platform = await openPlatform();
  const behind = await platform.organisation({ promotions });
  const gateway = await openGateway({
    config: { ...inFrontOf(platform.url, behind), customersPerMinute: 100 },
  });
  try {
    const caller = await gateway.organisation({ promotions: [], customers: [] });
    const names = (promotionId: string, count: number) =>
      caller.graphql(
        `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) {
          requestError { code } results { ... on Success { promotion { name } } } } }`,
        { input: anInput({ promotionId, customers: inStore(...Array<string>(count).fill('1001')) }) },
      );
    expect((await names('500', 1)).json()).toMatchObject({
      data: { enrolCustomers: { requestError: null, results: [{ promotion: { name: 'Spring' } }] } },
    });
    platform.log.length = 0;
    // Another promotion, whose name is not remembered.
    const refused = await names('600', 100);
    expect(refused.json()).toMatchObject({
      data: { enrolCustomers: { requestError: { code: 'THROTTLED' } } },
    });
    await new Promise(setImmediate);
    expect(platform.log).toEqual([]);
  } finally {
    await gateway.close();
    await platform.close();
  }
});

describe('a gateway that passes credentials on', () => {
  let platform: TestPlatform;
  let behind: TestOrganisation;
  let gateway: TestGateway;
  beforeAll(async () => {
    platform = await openPlatform();
    behind = await platform.organisation({ promotions });
    gateway = await openGateway({
      config: { upstream: { url: platform.url, timeoutMs: 10_000, batchSize: 100, credential: null } },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  const call = (headers: Record<string, string>, query: string, variables?: unknown) =>
    gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify({ query, variables }),
    });
  const ENROLS =
    'mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status replayed } }';

  it('does for a caller what the platform does for it, by Basic or by token', async () => {
    const basic = await call({ authorization: behind.authorization }, ENROLS, { input: anInput() });
    expect(basic.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
    const given = await gateway.app.server.inject({
      method: 'POST',
      url: '/v3/oauth/token/generate',
      payload: { key: behind.oauthKey, secret: behind.oauthSecret },
    });
    const { accessToken } = given.json<{ data: { accessToken: string } }>().data;
    const byToken = await call({ authorization: `Bearer ${accessToken}` }, ENROLS, { input: anInput() });
    expect(byToken.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
  });

  it('refuses the callers that the platform refuses, though it has no clients of its own', async () => {
    const wrong = { authorization: `Basic ${btoa(`${behind.till}:wrong`)}` };
    const answer = await call(wrong, ENROLS, { input: anInput() });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Basic .*Bearer /);
    expect((await call({}, ENROLS, { input: anInput() })).statusCode).toBe(401);
    const readOnly = await platform.organisation({ promotions, access: ['customer:read'] });
    const forbidden = await call({ authorization: readOnly.authorization }, ENROLS, { input: anInput() });
    expect(forbidden.statusCode).toBe(403);
  });

  it('keeps keys by the credential, and none for a token', async () => {
    const input = anInput({ idempotencyKey: 'passed', customers: inStore('1003') });
    const send = (authorization: string) => call({ authorization }, ENROLS, { input });
    expect((await send(behind.authorization)).json()).toMatchObject({
      data: { enrolCustomers: { replayed: false } },
    });
    expect((await send(behind.authorization)).json()).toMatchObject({
      data: { enrolCustomers: { replayed: true } },
    });
    const other = await platform.organisation({ promotions });
    expect((await send(other.authorization)).json()).toMatchObject({
      data: { enrolCustomers: { replayed: false } },
    });
    expect((await send('Bearer some-token')).statusCode).toBe(501);
  });
});
