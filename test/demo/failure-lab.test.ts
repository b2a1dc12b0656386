import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labCustomers } from '../../src/demo/failure-lab.js';
import { openDemo } from '../../src/demo/open-demo.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { openGateway } from '../support/gateway.js';
import { ENROL, EARN, inStore, REVOKE_ENROLMENTS, type Outcome } from '../support/operations.js';
import { openDemoGateway, type DemoGateway } from './demo-gateway.js';

let gateway: DemoGateway;
beforeAll(async () => {
  gateway = await openDemoGateway();
});
afterAll(() => gateway.close());

const usual = { programId: '469', promotionId: '57099', identifierName: 'ID' };

async function enrol(changes: object): Promise<Outcome> {
  const input = { ...usual, ...changes };
  return (await gateway.graphql<{ enrolCustomers: Outcome }>(ENROL, { input })).enrolCustomers;
}

/** How many enrolments there are on record. */
async function enrolmentsOf(customerId: string): Promise<number> {
  const { loyaltyCustomer } = await gateway.graphql<{
    loyaltyCustomer: { promotions: { edges: { node: { enrolments: { edges: object[] } } }[] } };
  }>(
    `query ($id: String!) {
      loyaltyCustomer(identifierName: ID, identifierValue: $id, source: ALL) {
        promotions { edges { node { enrolments { edges { node { issualId } } } } } }
      }
    }`,
    { id: customerId },
  );
  return loyaltyCustomer.promotions.edges.flatMap(({ node }) => node.enrolments.edges).length;
}

const idOf = (fault: string) =>
  labCustomers.find(({ fate }) => fate.fault === fault)?.customer.customerId ?? 'nobody';
const toRetry = labCustomers
  .map(({ customer, fate }) => ({ customerId: customer.customerId, fault: fate.fault }))
  .filter(({ fault }) => catalogue[fault].disposition === 'RETRY_SAME_KEY');

describe('a failure of the lab after which the same call is to be sent again', () => {
  it.each(toRetry)('of $fault has recorded nothing, and the same key gets through', async (failure) => {
    const { customerId, fault } = failure;
    const call = { customers: inStore(customerId), idempotencyKey: `retry-${customerId}` };
    const failed = await enrol(call);
    expect(failed.results).toMatchObject([{ code: catalogue[fault].code }]);
    expect(await enrolmentsOf(customerId)).toBe(0);
    const done = await enrol(call);
    expect(done).toMatchObject({ status: 'SUCCESS', replayed: false });
    expect(await enrol(call)).toEqual({ ...done, replayed: true });
    expect(await enrolmentsOf(customerId)).toBe(1);
  });

  it('comes every time to calls without a key', async () => {
    const customers = inStore(idOf('CUSTOMER_BUSY'));
    for (let call = 1; call <= 3; call += 1) {
      expect(await enrol({ customers })).toMatchObject({
        results: [{ code: 'CUSTOMER_BUSY', disposition: 'RETRY_SAME_KEY', retryAfterMs: 1_000 }],
      });
    }
  });

  it('of the whole call stands in requestError', async () => {
    const outcome = await enrol({ customers: inStore('600000010', idOf('THROTTLED')) });
    expect(outcome).toMatchObject({
      requestError: { code: 'THROTTLED', retryAfterMs: 1_000 },
      results: [{ code: 'THROTTLED' }, { code: 'THROTTLED' }],
    });
  });

  it('has a key in progress only for a call with a key', async () => {
    const customers = inStore(idOf('IDEMPOTENCY_IN_PROGRESS'));
    expect(await enrol({ customers })).toMatchObject({ status: 'SUCCESS' });
  });

  it('concerns all customers of the call, but for those who have a failure of their own', async () => {
    const customers = inStore('600000011', '', '1', idOf('ISSUE_FAILED'));
    const { results } = await enrol({ customers });
    expect(results.map(({ code }) => code)).toEqual([
      'ISSUE_FAILED',
      'INVALID_IDENTIFIER',
      'CUSTOMER_NOT_FOUND',
      'ISSUE_FAILED',
    ]);
    expect(await enrolmentsOf('600000011')).toBe(0);
  });

  it('comes to earning and revoking as well, and on REST', async () => {
    const input = { ...usual, customers: inStore(idOf('CUSTOMER_BUSY')) };
    const busy = { results: [{ code: 'CUSTOMER_BUSY' }] };
    expect(await gateway.graphql(EARN, { input: { ...input, promotionId: '70001' } })).toMatchObject({
      earnPromotion: busy,
    });
    await enrol({ ...input, idempotencyKey: 'busy' });
    await enrol({ ...input, idempotencyKey: 'busy' });
    expect(await gateway.graphql(REVOKE_ENROLMENTS, { input })).toMatchObject({
      revokePromotionEnrolments: busy,
    });
    const body = {
      type: 'CUSTOMER',
      bulkAction: 'ENROL',
      promotionDetails: { programId: 469, promotionId: 57099 },
      identifierName: 'email',
      customers: inStore('busy@example.com'),
    };
    expect(await gateway.rest('/v2/promotion/bulk/enrolAndEarn', body)).toMatchObject({
      response: [{ errors: [{ message: catalogue.CUSTOMER_BUSY.message }] }],
    });
  });
});

describe('an outcome that the lab keeps unknown', () => {
  const customers = inStore(idOf('OUTCOME_UNKNOWN'));

  it("was carried out, as the customer's promotions show", async () => {
    const before = await enrolmentsOf(idOf('OUTCOME_UNKNOWN'));
    expect(await enrol({ customers })).toMatchObject({
      results: [{ code: 'OUTCOME_UNKNOWN', disposition: 'CHECK_THEN_RETRY' }],
    });
    expect(await enrolmentsOf(idOf('OUTCOME_UNKNOWN'))).toBe(before + 1);
  });

  it('is answered by the query promotionOperation, and by the same call with the same key', async () => {
    const call = { customers, idempotencyKey: 'unknown' };
    expect(await enrol(call)).toMatchObject({ results: [{ code: 'OUTCOME_UNKNOWN' }] });
    const answered = { results: [{ issualId: expect.any(String) }] };
    expect(
      await gateway.graphql(
        '{ promotionOperation(idempotencyKey: "unknown") { results { ... on Success { issualId } } } }',
      ),
    ).toEqual({ promotionOperation: answered });
    expect(await enrol(call)).toMatchObject({ ...answered, replayed: true });
  });
});

describe('the lab', () => {
  it('leaves it at what is wrong with the call itself', async () => {
    const customers = inStore(idOf('UNRECOGNISED'));
    for (const promotionId of ['57100', '70003', '70001']) {
      const { requestError } = await enrol({ customers, promotionId });
      expect(requestError).toMatchObject({ code: expect.stringMatching(/PROMOTION|ACTION/) });
    }
    expect(await enrol({ customers })).toMatchObject({
      results: [{ code: 'UNRECOGNISED', disposition: 'STOP' }],
    });
  });

  it('has no failure for a dry run', async () => {
    const customers = inStore(...labCustomers.map(({ customer }) => customer.customerId));
    expect(await enrol({ customers, dryRun: true })).toMatchObject({ status: 'SUCCESS' });
  });

  it("is the demo organisation's alone", async () => {
    const customerId = idOf('CUSTOMER_BUSY');
    const other = await gateway.organisation({ customers: [{ customerId, identifiers: [] }] });
    const input = { programId: '10', promotionId: '500', identifierName: 'ID' };
    const response = await other.graphql(ENROL, { input: { ...input, customers: inStore(customerId) } });
    expect(response.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
  });

  it('is not there on a store with other data, nor is anything else of the demo', async () => {
    const plain = await openGateway();
    try {
      await plain.organisation();
      expect(await openDemo(plain.store.db)).toBeNull();
    } finally {
      await plain.close();
    }
  });
});
