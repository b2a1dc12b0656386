import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { anInput, ENROL } from '../../support/operations.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

it('A customer without a source is found under every source, by mutations and by reads, however often', async () => {
  const caller = await gateway.organisation();
  const input = { ...anInput(), identifierName: 'ID', customers: [{ identifierValue: '1001' }] };
  for (const successCount of [1, 1, 1]) {
    const answer = await caller.graphql(ENROL, { input: { ...input, dryRun: true } });
    expect(answer.json()).toMatchObject({ data: { enrolCustomers: { successCount } } });
  }
  const READ =
    'query ($value: String!) { loyaltyCustomer(identifierName: ID, identifierValue: $value) { id } }';
  for (const id of ['1001', '1001', '1001']) {
    expect((await caller.graphql(READ, { value: id })).json()).toEqual({ data: { loyaltyCustomer: { id } } });
  }
});

it('A source that is null is refused', async () => {
  const caller = await gateway.organisation();
  const input = anInput({ customers: [{ identifierValue: '1001', source: null }] });
  expect((await caller.graphql(ENROL, { input })).statusCode).toBe(400);
});
