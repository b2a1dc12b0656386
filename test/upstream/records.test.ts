import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { anInput, enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { inFrontOf, openPlatform, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';

describe('a gateway in front of a platform', () => {
  let platform: TestPlatform;
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    platform = await openPlatform();
    const promotions = [aPromotion({ enrolmentLimit: null, earnLimit: null })];
    const customers = ['1101', '1102', '1103'].map(aCustomer);
    const behind = await platform.organisation({ promotions, customers });
    gateway = await openGateway({ config: inFrontOf(platform.url, behind, 60_000) });
    caller = await gateway.organisation({ promotions: [], customers: [] });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  it('leads from a success to its records, and finds them by their ids', async () => {
    const RECORDS = `results { ... on Success { issualId earnedId customerPromotion { id } enrolment { id active } earning { id } } }`;
    const EARN = `mutation ($input: EarnPromotionInput!) { earnPromotion(input: $input) { ${RECORDS} } }`;
    const customers = inStore('1101', '1102');
    await enrol(caller, { customers });
    const { data } = (await caller.graphql(EARN, { input: anInput({ customers }) })).json();
    const [first] = data.earnPromotion.results;
    expect(first).toEqual({
      issualId: expect.any(String),
      earnedId: expect.any(String),
      customerPromotion: { id: '1101-500' },
      enrolment: { id: `1101-500-${first.issualId}`, active: true },
      earning: { id: `1101-500-${first.earnedId}` },
    });
    const nodeIds = [`PromotionEnrolment:${first.enrolment.id}`, `PromotionEarning:${first.earning.id}`];
    const found = await caller.graphql('query ($nodeIds: [ID!]!) { nodes(nodeIds: $nodeIds) { nodeId } }', {
      nodeIds: [...nodeIds, 'PromotionEarning:1102-500-1', 'PromotionEnrolment:404-500-1'],
    });
    expect(found.json()).toEqual({ data: { nodes: [...nodeIds.map((nodeId) => ({ nodeId })), null, null] } });
  });

  it('names a promotion by its identifier alone, and still leads to the records', async () => {
    const query = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) {
      results { ... on Success { enrolment { id } customerPromotion { id } } } } }`;
    const input = anInput({
      promotionId: undefined,
      promotion: { promoIdentifier: 'spring-500' },
      customers: inStore('1103'),
    });
    const { data, errors } = (await caller.graphql(query, { input })).json();
    expect(errors).toBeUndefined();
    expect(data.enrolCustomers.results).toEqual([
      { enrolment: { id: expect.stringMatching(/^1103-500-/) }, customerPromotion: { id: '1103-500' } },
    ]);
  });
});
