import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoOpening } from '../../src/demo/demo-opening.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const nameOf = (query: string) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? '';
const tabs = demoOpening(false).tabs.map((tab) => ({ ...tab, name: nameOf(tab.query) }));

/** What each tab answers on a fresh store, tab after tab. */
const answers: Readonly<Record<string, object>> = {
  Enrol: { enrolCustomers: { status: 'SUCCESS', results: [{ __typename: 'Success' }] } },
  Earn: { earnPromotion: { status: 'SUCCESS', results: [{ __typename: 'Success' }] } },
  PartialFailure: {
    enrolCustomers: {
      status: 'PARTIAL_SUCCESS',
      results: [{ issualId: '2' }, { code: 'CUSTOMER_NOT_FOUND' }, { code: 'INVALID_IDENTIFIER' }],
    },
  },
  CustomerPromotions: {
    loyaltyCustomer: {
      promotions: {
        edges: expect.arrayContaining([
          {
            node: expect.objectContaining({
              promotion: expect.objectContaining({ id: '57099' }),
              enrolments: { edges: [{ node: expect.objectContaining({ issualId: '1', active: true }) }] },
            }),
          },
        ]),
      },
    },
  },
  Revoke: {
    revokePromotionEarnings: { status: 'SUCCESS', results: [{ revokedEarnedIds: ['1'] }] },
    revokePromotionEnrolments: { status: 'SUCCESS', results: [{ issualId: '1' }] },
  },
  ErrorCatalogue: {
    promotionErrors: expect.arrayContaining([expect.objectContaining({ code: 'CUSTOMER_NOT_FOUND' })]),
  },
};

describe('the tabs that GraphiQL opens with on the demo data', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true } });
  });
  afterAll(() => gateway.close());

  it('are these', () => {
    expect(tabs.map(({ name }) => name)).toEqual(Object.keys(answers));
  });

  it('have one more beside Enrol where clients may subscribe, which shows what Enrol records', async () => {
    const names = demoOpening(true).tabs.map(({ query }) => nameOf(query));
    expect(names).toEqual(['Enrol', 'Watch', ...Object.keys(answers).slice(1)]);
  });

  it.each(tabs)('answer $name without another word', async ({ name, query, variables, headers }) => {
    const response = await gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: JSON.parse(headers),
      payload: { query, variables: JSON.parse(variables), operationName: name },
    });
    expect(response.json()).toMatchObject({ data: answers[name] });
    expect(response.json()).not.toHaveProperty('errors');
  });
});
