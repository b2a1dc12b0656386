import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { anInput, enrol } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const CUSTOMER = 'query ($by: LoyaltyCustomerBy!) { loyaltyCustomer(by: $by) { id } }';
const PROMOTION = 'query ($by: LoyaltyPromotionBy!) { loyaltyPromotion(programId: "10", by: $by) { id } }';
const ENROL = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) {
  results { __typename ... on CustomerError { code field } } } }`;

let gateway: TestGateway;
let organisation: TestOrganisation;
beforeAll(async () => {
  gateway = await openGateway();
  organisation = await gateway.organisation({
    promotions: [aPromotion({ enrolmentLimit: null })],
    customers: [aCustomer('1001')],
  });
});
afterAll(() => gateway.close());

describe('one member of an input names', () => {
  it.each([{ id: '1001' }, { mobile: '+91 900 000 1001' }])('a customer: %j', async (by) => {
    expect((await organisation.graphql(CUSTOMER, { by })).json()).toEqual({
      data: { loyaltyCustomer: { id: '1001' } },
    });
  });

  it.each([{ email: 'nobody@example.com' }, { externalId: 'none' }])('no customer: %j', async (by) => {
    expect((await organisation.graphql(CUSTOMER, { by })).json()).toEqual({
      data: { loyaltyCustomer: null },
    });
  });

  it.each([{ id: '500' }, { promoIdentifier: 'spring-500' }])('a promotion: %j', async (by) => {
    expect((await organisation.graphql(PROMOTION, { by })).json()).toEqual({
      data: { loyaltyPromotion: { id: '500' } },
    });
  });

  it.each([{ id: '500' }, { promoIdentifier: 'spring-500' }])(
    'the promotion of a mutation: %j',
    async (promotion) => {
      const input = anInput({ promotionId: undefined, promotion });
      const { data } = (await organisation.graphql(ENROL, { input })).json();
      expect(data.enrolCustomers.results).toEqual([{ __typename: 'Success' }]);
    },
  );

  it.each([
    [{ id: '404' }, 'INVALID_PROMOTION', ['promotion', 'id']],
    [{ id: '' }, 'MISSING_PARAMETERS', ['promotion', 'id']],
    [{ promoIdentifier: 'none' }, 'INVALID_PROMOTION', ['promotion', 'promoIdentifier']],
  ])('an unknown promotion, at its place in the input: %j', async (promotion, code, field) => {
    const input = anInput({ promotionId: undefined, promotion });
    const { data } = (await organisation.graphql(ENROL, { input })).json();
    expect(data.enrolCustomers.results).toEqual([{ __typename: 'CustomerError', code, field }]);
  });
});

describe('an input is refused with', () => {
  it.each([
    ['two members', { id: '1001', mobile: '919000001001' }],
    ['no member', {}],
    ['null for its member', { id: null }],
    ['a member beside null', { id: '1001', email: null }],
  ])('%s, in variables and in the document', async (_, by) => {
    const inVariables = await organisation.graphql(CUSTOMER, { by });
    const literal = Object.entries(by).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const inDocument = await organisation.graphql(
      `{ loyaltyCustomer(by: { ${literal.join(', ')} }) { id } }`,
    );
    for (const response of [inVariables, inDocument]) {
      expect(response.statusCode).toBe(400);
      expect(response.body).not.toContain('919000001001');
    }
  });

  it.each([
    ['{ loyaltyCustomer { id } }'],
    ['{ loyaltyCustomer(identifierName: ID) { id } }'],
    ['{ loyaltyCustomer(identifierValue: "1001") { id } }'],
    ['{ loyaltyCustomer(by: { id: "1001" }, identifierName: ID, identifierValue: "1001") { id } }'],
    ['{ loyaltyCustomer(by: { id: "1001" }, identifierValue: "1002") { id } }'],
  ])('a customer that is named in no way or in two: %s', async (query) => {
    const response = await organisation.graphql(query);
    expect(response.json().errors).toMatchObject([
      { message: 'Send by, or identifierName and identifierValue', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('a promotion that is named in two ways', async () => {
    const input = anInput({ promotion: { id: '500' } });
    const query = '{ loyaltyPromotion(programId: "10", promotionId: "500", by: { id: "500" }) { id } }';
    for (const response of [
      await organisation.graphql(ENROL, { input }),
      await organisation.graphql(query),
    ]) {
      expect(response.json().errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });
});

it('a key acts once, however the promotion is named', async () => {
  const first = await enrol(organisation, { idempotencyKey: 'named' });
  const again = await enrol(organisation, {
    idempotencyKey: 'named',
    promotionId: undefined,
    promotion: { id: '500' },
  });
  expect(again.replayed).toBe(true);
  expect(again.results[0]?.issualId).toBe(first.results[0]?.issualId);
});
