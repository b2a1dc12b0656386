import { describe, expect, it } from 'vitest';
import {
  cutList,
  MAX_CUSTOMERS,
  MAX_EARNINGS,
  parseAction,
  type Operation,
} from '../../src/domain/bulk-request.js';

describe.each<[Operation, readonly string[]]>([
  ['ENROL_AND_EARN', ['ENROL', 'EARN']],
  ['REVOKE', ['REVOKE_ENROL', 'REVOKE_EARN']],
  ['ISSUE', ['ISSUE']],
])('the operation %s', (operation, own) => {
  it.each([
    'ENROL',
    'EARN',
    'REVOKE_ENROL',
    'REVOKE_EARN',
    'ISSUE',
    'REVOKE',
    'enrol',
    'Earn',
    ' EARN',
    'ENROLL',
    'revoke_earn',
    '',
  ])('knows the text "%s" as an action only where it is one of its own', (action) => {
    const request = {
      operation,
      action,
      entityType: 'CUSTOMER',
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'ID',
      customers: [],
    };
    expect(parseAction(request)).toBe(own.includes(action) ? action : null);
  });
});

it('a call names a hundred customers at most, and a hundred earnings of each', () => {
  expect([MAX_CUSTOMERS, MAX_EARNINGS]).toEqual([100, 100]);
});

it('a list that fits is taken as it is, and a longer one is cut after the first item too many', () => {
  const items = ['a', 'b'];
  expect(cutList(items, 2)).toBe(items);
  expect(cutList(['a', 'b', 'c', 'd'], 2)).toEqual(['a', 'b', 'c']);
});
