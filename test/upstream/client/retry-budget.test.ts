import { describe, expect, it } from 'vitest';
import { RetryBudget, retryDelay } from '../../../src/upstream/client/retry-budget.js';

describe('the budget of retries', () => {
  it.each([
    [0, 0],
    [9, 0],
    [10, 1],
    [29, 2],
    [1_000, 10],
  ])('after %i requests allows %i at once', (requests, allowed) => {
    const budget = new RetryBudget();
    for (let n = 0; n < requests; n++) budget.count();
    let taken = 0;
    while (budget.take()) taken += 1;
    expect(taken).toBe(allowed);
  });

  it('never lets retries be more than a tenth of the requests', () => {
    const budget = new RetryBudget();
    let retries = 0;
    for (let requests = 1; requests <= 500; requests++) {
      budget.count();
      if (requests % 7 === 0 && budget.take()) retries += 1;
      expect(retries).toBeLessThanOrEqual(requests / 10);
    }
    expect(retries).toBeGreaterThan(45);
  });
});

describe('the delay before a retry', () => {
  it.each([
    [1, 0, 25],
    [1, 1, 50],
    [2, 0, 50],
    [2, 1, 100],
  ])('number %i, at jitter %d, is %d ms', (retry, random, ms) => {
    expect(retryDelay(retry, random)).toBe(ms);
  });
});
