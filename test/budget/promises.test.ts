import { createHook } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerDirectory } from '../../src/service/ports.js';
import type { PromotionService } from '../../src/service/promotion-service.js';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

/** Every customer exists. */
const customers: CustomerDirectory = { find: async (_, keys) => keys.map(({ value }) => value) };

/** Everybody is enrolled, and nothing is recorded. */
const service: PromotionService = {
  execute: async ({ lookups }) => ({
    status: 'settled',
    decidedAt: new Date(TEST_NOW),
    promotion: aPromotion(),
    customers: lookups.map((lookup, i) => {
      if (lookup.status !== 'found') throw new Error('Everybody is found');
      const expiresAt = aPromotion().endsAt;
      return { status: 'enrolled', customerId: lookup.customerId, issualId: String(i + 1), expiresAt };
    }),
  }),
};

const ENROL = `mutation ($input: EnrolCustomersInput!) {
  enrolCustomers(input: $input) {
    status
    results { ... on Success { index customer { id } issualId expiresAt } ... on CustomerError { index message } }
  }
}`;

/** What the doors may cost besides the store, counted rather than timed: see docs/performance.md. */
describe('the promises that a call makes in this process', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({ customers, service });
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const numbers = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ identifierValue: String(i + 1), source: 'INSTORE' }));

  const doors = {
    GraphQL: (count: number) =>
      caller.graphql(ENROL, {
        input: { programId: '10', promotionId: '500', identifierName: 'ID', customers: numbers(count) },
      }),
    REST: (count: number) =>
      caller.bulk({
        type: 'CUSTOMER',
        bulkAction: 'ENROL',
        promotionDetails: { programId: 10, promotionId: 500 },
        identifierName: 'id',
        customers: numbers(count),
      }),
  };

  /** The least of several counts, which leaves out promises of the first call and of other work. */
  async function promisesOf(door: keyof typeof doors, count: number): Promise<number> {
    const counts: number[] = [];
    for (let times = 0; times < 8; times++) {
      let promises = 0;
      const hook = createHook({
        init: (_id, type) => {
          if (type === 'PROMISE') promises += 1;
        },
      });
      hook.enable();
      const { statusCode } = await doors[door](count);
      hook.disable();
      expect(statusCode).toBe(200);
      counts.push(promises);
    }
    return Math.min(...counts);
  }

  it.each([
    ['GraphQL', 0, 150],
    ['REST', 0, 55],
  ] as const)(
    'through %s number %d for each customer, and at most %d for the call',
    async (door, each, call) => {
      const one = await promisesOf(door, 1);
      const hundred = await promisesOf(door, 100);
      expect((hundred - one) / 99).toBeLessThanOrEqual(each);
      expect(one - each).toBeLessThanOrEqual(call);
    },
  );
});
