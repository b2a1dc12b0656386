import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, anInput, ENROL, inStore, recorded, REVOKE_EARNINGS } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const ENROL_AND_EARN = '/v2/promotion/bulk/enrolAndEarn';
const REVOKE = '/v2/promotion/bulk/revokeEnrolAndEarn';
const many = [aPromotion({ enrolmentLimit: null, earnLimit: null })];

describe('clients whose base URL moved to the gateway', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({ promotions: many });
  });
  afterAll(() => gateway.close());

  const codesOf = (body: { response: { errors: { code: number; message: string }[] }[] }) =>
    body.response.flatMap(({ errors }) => errors);

  it('may send one customer object in place of the list', async () => {
    const [customer] = inStore('1001');
    const answer = (await organisation.bulk(aBody({ customers: customer }))).json();
    expect(answer).toMatchObject({ response: [{ result: { entityId: 1001 } }], totalCount: 1 });
  });

  it.each([ENROL_AND_EARN, REVOKE])('learn at %s that bulkAction is missing', async (url) => {
    for (const bulkAction of [undefined, null, '', ' ']) {
      const answer = await organisation.post(url, aBody({ bulkAction }));
      expect(codesOf(answer.json())).toEqual([
        { status: false, code: 8902, message: catalogue.MISSING_ACTION.message },
      ]);
    }
  });

  it.each(['Bearer ', 'bearer  ', ''])(
    'may put "%s" before the token of X-CAP-API-OAUTH-TOKEN',
    async (prefix) => {
      const { oauthKey: key, oauthSecret: secret } = organisation;
      const generated = await organisation.post('/v3/oauth/token/generate', { key, secret });
      const token = generated.json<{ data: { accessToken: string } }>().data.accessToken;
      const answer = await gateway.app.server.inject({
        url: '/v2/organization/programs',
        headers: { 'x-cap-api-oauth-token': `${prefix}${token}` },
      });
      expect(answer.statusCode).toBe(200);
    },
  );

  it('may end a path with a slash', async () => {
    const lookup = 'identifierName=id&identifierValue=1001&source=INSTORE';
    expect((await organisation.get(`/v2/customers/lookup/?${lookup}`)).json()).toMatchObject({
      entity: 1001,
    });
    expect((await organisation.post(`${ENROL_AND_EARN}/`, aBody())).json()).toMatchObject({
      failureCount: 0,
    });
    expect((await organisation.post('/v3/oauth/token/generate/', { key: 'x' })).statusCode).toBe(401);
  });

  it('learn the methods of a path that ends with a slash', async () => {
    const answer = await organisation.get(`${ENROL_AND_EARN}/`);
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('an idempotency key', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  const customers = [
    { identifierValue: '919000001001', source: 'INSTORE' },
    { identifierValue: 'nobody', source: 'MOON' },
  ];
  const written = {
    programId: '10',
    promotionId: '500',
    identifierName: 'MOBILE',
    customers: inStore('919000001001', 'unreadable'),
  };

  it('of the same call is one key at both doors', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const input = { ...written, idempotencyKey: 'key-1' };
    const first = await organisation.graphql(ENROL, { input: anInput(input) });
    const { issualId } = first.json().data.enrolCustomers.results[0];
    const again = await organisation.post(
      ENROL_AND_EARN,
      aBody({
        promotionDetails: { programId: 10, promotionId: '0500' },
        identifierName: 'mobile',
        customers: [
          { identifierValue: '+91 90000 01001', source: 'instore' },
          { identifierValue: 'unreadable', source: 'InStore' },
        ],
      }),
      { 'idempotency-key': 'key-1' },
    );
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json()).toMatchObject({
      response: [{ result: { issualId } }, { errors: [{ code: 8015 }] }],
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it('of the same revocation is one key at both doors', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const [customer] = inStore('1001');
    const rest = aBody({ bulkAction: 'REVOKE_EARN', customers: [{ ...customer, earnIds: [7, '08'] }] });
    await organisation.post(REVOKE, rest, { 'idempotency-key': 'key-1' });
    const again = await organisation.graphql(REVOKE_EARNINGS, {
      input: anInput({ customers: [{ ...customer, earnedIds: ['07', '8'] }], idempotencyKey: 'key-1' }),
    });
    expect(again.json().data.revokePromotionEarnings.replayed).toBe(true);
  });

  it.each([
    ['another customer', { customers: inStore('1002') }],
    ['another source', { customers: [{ identifierValue: '1001', source: 'ALL' }] }],
    ['another kind of identifier', { identifierName: 'mobile' }],
    ['another promotion', { promotionDetails: { programId: 10, promotionId: 501 } }],
    ['the same customer once more', { customers: inStore('1001', '1001') }],
    ['an unreadable identifier', { customers: inStore('1001x') }],
    ['an unknown source', { customers }],
  ])('of a call with %s is refused', async (_, changes) => {
    const organisation = await gateway.organisation({ promotions: many });
    const send = (body: object) => organisation.post(ENROL_AND_EARN, body, { 'idempotency-key': 'key-1' });
    await send(aBody());
    expect((await send(aBody(changes))).statusCode).toBe(422);
  });
});
