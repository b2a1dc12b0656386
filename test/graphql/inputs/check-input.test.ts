import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { checkInput } from '../../../src/graphql/inputs/check-input.js';
import { EnrolCustomersInput } from '../../../src/graphql/inputs/inputs.js';

describe('an input with too many customers', () => {
  it('is left to the rules, which refuse it by their number, and none of them is looked at', () => {
    let looks = 0;
    const customer = new Proxy(
      {},
      {
        get: () => {
          looks += 1;
          return undefined;
        },
      },
    );
    const input = Object.assign(new EnrolCustomersInput(), {
      programId: '10',
      promotionId: '500',
      identifierName: 'ID',
      customers: Array<unknown>(101).fill(customer),
    });
    expect(checkInput(input)).toEqual({ request: null, customers: new Map() });
    expect(looks).toBe(0);
  });
});
