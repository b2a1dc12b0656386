import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { run } from './run-client.js';

let gateway: TestGateway;
let baseUrl: string;
beforeAll(async () => {
  gateway = await openGateway();
  baseUrl = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => gateway.close());

it('graphql-request pages, reads both members of the union, and repeats a call by its key', async () => {
  const { authorization } = await gateway.organisation({
    promotions: [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: null })],
    customers: [aCustomer('1001')],
  });
  const printed = await run('node', 'requests/graphql-request.mjs', baseUrl, authorization);
  const results = [
    { __typename: 'Success', index: 0, issualId: expect.stringMatching(/^\d+$/) as string },
    { __typename: 'CustomerError', index: 1, code: 'CUSTOMER_NOT_FOUND', disposition: 'FIX_INPUT' },
  ];
  const report = JSON.parse(printed) as { enrolled: object; again: object };
  expect(report).toEqual({
    promotionIds: ['500', '501'],
    enrolled: { replayed: false, results },
    again: { ...report.enrolled, replayed: true },
    failure: 'GRAPHQL_VALIDATION_FAILED',
  });
});
