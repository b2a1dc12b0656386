import { expect, it } from 'vitest';
import { namedBy } from '../../bench/store/walk.js';

const walk = { customers: 1_000, promotions: 5, size: 100 };
const mutations = (number: number) => Array.from({ length: number }, (_, i) => i);

it('a walk names every customer in every promotion before it names one again', () => {
  const named = mutations(50).flatMap((mutation) => {
    const { promotionId, customerIds } = namedBy(walk, mutation);
    return customerIds.map((customerId) => `${promotionId} ${customerId}`);
  });
  expect(new Set(named).size).toBe(5_000);
});

it('a walk begins again after its length', () => {
  const short = { ...walk, length: 7 };
  expect(namedBy(short, 7)).toEqual(namedBy(walk, 0));
  expect(namedBy(short, 9)).toEqual(namedBy(walk, 2));
});

it('a walk meets no other walk that starts where it ends', () => {
  const first = new Set(mutations(25).flatMap((mutation) => namedBy(walk, mutation).customerIds));
  const second = mutations(25).flatMap((mutation) => namedBy({ ...walk, start: 25 }, mutation).customerIds);
  expect(second.filter((customerId) => first.has(customerId))).toEqual([]);
});
