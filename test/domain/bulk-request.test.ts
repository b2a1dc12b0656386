import { describe, expect, it } from 'vitest';
import { MAX_CUSTOMERS, MAX_EARNINGS, parseAction, type Operation } from '../../src/domain/bulk-request.js';

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
