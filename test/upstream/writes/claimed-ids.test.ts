import { expect, it } from 'vitest';
import type { CustomerOutcome } from '../../../src/service/promotion-service.js';
import { ClaimedIds } from '../../../src/upstream/writes/claimed-ids.js';

const enrolment = (id: number): CustomerOutcome => ({
  status: 'enrolled',
  customerId: '1',
  issualId: String(id),
  expiresAt: null,
});

it('the last 10,000 reported ids are remembered, and never more than 20,000', () => {
  const claimed = new ClaimedIds();
  let most = 0;
  for (let id = 1; id <= 45_000; id += 1) {
    claimed.add(enrolment(id));
    most = Math.max(most, claimed.size);
    if (id > 10_000 && id % 1_000 === 0) expect(claimed.has(enrolment(id - 9_999))).toBe(true);
  }
  expect(most).toBeLessThanOrEqual(20_000);
  expect(claimed.has(enrolment(1))).toBe(false);
});

it('ids of different kinds and of different customers are different', () => {
  const claimed = new ClaimedIds();
  claimed.add(enrolment(7));
  expect(claimed.has({ ...enrolment(7), customerId: '2' })).toBe(false);
  const earning = {
    status: 'earned',
    customerId: '1',
    issualId: '7',
    earnedId: '7',
    expiresAt: null,
  } as const;
  expect(claimed.has(earning)).toBe(false);
  claimed.add(earning);
  expect(claimed.has(earning)).toBe(true);
});

it('each earning of a revocation is remembered', () => {
  const claimed = new ClaimedIds();
  const revocation = (earnedIds: string[]): CustomerOutcome => ({
    status: 'earningsRevoked',
    customerId: '1',
    issualId: null,
    earnedIds,
  });
  claimed.add(revocation(['8', '9']));
  expect(claimed.has(revocation(['9']))).toBe(true);
  expect(claimed.has(revocation(['10']))).toBe(false);
});
