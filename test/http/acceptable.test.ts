import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { anInput, recorded } from '../support/operations.js';

const ENROL = 'mutation Q($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }';
const BULK = {
  type: 'CUSTOMER',
  bulkAction: 'ENROL',
  promotionDetails: { programId: 10, promotionId: 500 },
  identifierName: 'id',
  customers: [{ identifierValue: '1001', source: 'INSTORE' }],
};
const doors = [
  { url: '/graphql', body: { query: ENROL, variables: { input: anInput() } } },
  { url: '/v2/promotion/bulk/enrolAndEarn', body: BULK },
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

describe.each(doors)('an Accept header at $url', ({ url, body }) => {
  it.each([
    'text/html',
    'text/event-stream',
    'application/xml, text/*;q=0.5',
    'application/json;q=0',
    'application/json;q=0, application/graphql-response+json;q=0, text/html',
    '*/*;q=0',
    'application/*;q=0.0',
    'application/json;charset=latin1',
    'application/json;version=2',
    'multipart/mixed;deferSpec=20220824',
    'application/problem+json',
    'x',
    ';',
  ])('that allows no JSON has the call refused, and nothing done: %s', async (accept) => {
    const organisation = await gateway.organisation();
    const response = await organisation.post(url, body, { accept });
    expect(response.statusCode).toBe(406);
    expect(response.body).toContain('send Accept: application/json');
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it.each([
    'application/json',
    'APPLICATION/JSON;charset=UTF-8',
    '*/*',
    'application/*;q=0.1',
    'text/html, application/json;q=0.001',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'application/graphql-response+json;charset=utf-8,application/json;charset=utf-8,multipart/mixed',
    '',
  ])('that allows JSON has the call carried out: %s', async (accept) => {
    const organisation = await gateway.organisation();
    const response = await organisation.post(url, body, { accept });
    expect(response.statusCode).toBe(200);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it('is looked at behind the credentials', async () => {
    const headers = { accept: 'text/html', 'content-type': 'application/json' };
    const response = await gateway.app.server.inject({ method: 'POST', url, headers, payload: body });
    expect(response.statusCode).toBe(401);
  });
});

it('an Accept header that allows no JSON has no token made, which the client could not read', async () => {
  const { oauthKey: key, oauthSecret: secret } = await gateway.organisation();
  const response = await gateway.app.server.inject({
    method: 'POST',
    url: '/v3/oauth/token/generate',
    headers: { accept: 'text/html' },
    payload: { key, secret },
  });
  expect(response.statusCode).toBe(406);
  expect(response.json()).toMatchObject({ data: null, errors: [{ code: 406 }] });
});

it('an Accept header that allows no JSON has reads refused as well', async () => {
  const { authorization } = await gateway.organisation();
  for (const url of ['/graphql?query=%7B__typename%7D', '/v2/organization/programs']) {
    const headers = { authorization, accept: 'image/png', 'apollo-require-preflight': '1' };
    expect((await gateway.app.server.inject({ url, headers })).statusCode).toBe(406);
  }
});
