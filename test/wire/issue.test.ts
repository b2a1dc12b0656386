import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import type { BulkOutcome, CustomerOutcome } from '../../src/service/promotion-service.js';
import { wireCodeOf } from '../../src/wire/bulk-response.js';
import { decodeIssueRequest, encodeIssueOutcome } from '../../src/wire/issue.js';
import { issueResponseSchema } from '../../src/wire/schemas/bulk-response-schema.js';
import { aPromotion } from '../support/promotion.js';

const expiresAt = new Date('2026-12-31T00:00:00Z');
const query = { identifierName: 'mobile', identifierValue: '919986000586', source: 'INSTORE' };
const body = { programId: 10, promotionId: '500' };

function settled(...customers: CustomerOutcome[]): BulkOutcome {
  return {
    status: 'settled',
    decidedAt: new Date('2026-04-01T09:00:00Z'),
    promotion: aPromotion(),
    customers,
  };
}

function refused(fault: Fault): CustomerOutcome {
  return { status: 'refused', customerId: '7', refusal: { fault } };
}

function messageOf(fault: Fault) {
  const { message } = catalogue[fault];
  const code = wireCodeOf(fault);
  return { status: false, code, message };
}

describe('the request of the single sibling', () => {
  it('has its customer in the query and its promotion in the body', () => {
    expect(decodeIssueRequest({ ...query, accountId: '5' }, body)).toEqual({
      operation: 'ISSUE',
      entityType: 'CUSTOMER',
      action: 'ISSUE',
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'mobile',
      customers: [{ identifierValue: '919986000586', source: 'INSTORE' }],
    });
  });

  it('reads what is missing or of no use as nothing, for the rules to refuse', () => {
    expect(decodeIssueRequest({}, {})).toMatchObject({
      programId: null,
      promotionId: null,
      identifierName: '',
      customers: [{ identifierValue: '', source: '' }],
    });
    // A name that the query has twice arrives as a list.
    expect(
      decodeIssueRequest({ ...query, identifierValue: ['1', '2'] }, { programId: [10], promotionId: {} }),
    ).toMatchObject({ programId: null, promotionId: null, customers: [{ identifierValue: '' }] });
  });
});

describe('the answer of the single sibling', () => {
  it('to an enrolment has its id as a number', () => {
    const enrolled = { status: 'enrolled', customerId: '7', issualId: '847', expiresAt } as const;
    expect(encodeIssueOutcome(settled(enrolled))).toStrictEqual({
      warnings: [],
      errors: [],
      sideEffects: [{ programId: 10, issualId: 847, promotionId: 500, type: 'Points promotion' }],
    });
  });

  it('to an earning has both ids as numbers, in full', () => {
    const ids = { issualId: '847', earnedId: '9223372036854775807' };
    const earned = { status: 'earned', customerId: '7', ...ids, expiresAt } as const;
    expect(encodeIssueOutcome(settled(earned))).toStrictEqual({
      warnings: [],
      errors: [],
      sideEffects: [
        {
          programId: 10,
          issualId: 847,
          earnedId: 9223372036854775807n,
          promotionId: 500,
          type: 'Points promotion',
        },
      ],
    });
  });

  it('to whom nothing was issued is a warning', () => {
    expect(encodeIssueOutcome(settled(refused('NOT_ISSUED')))).toStrictEqual({
      warnings: [messageOf('NOT_ISSUED')],
      errors: [],
      sideEffects: [],
    });
  });

  it.each(['CUSTOMER_NOT_FOUND', 'NOT_ENROLLED', 'INVALID_SOURCE', 'ISSUE_FAILED'] as const)(
    'to a customer who was refused for %s is an error',
    (fault) => {
      expect(encodeIssueOutcome(settled(refused(fault)))).toStrictEqual({
        warnings: [],
        errors: [messageOf(fault)],
        sideEffects: [],
      });
    },
  );

  it.each(['INVALID_PROGRAM', 'PROMOTION_INACTIVE', 'MISSING_PARAMETERS'] as const)(
    'to a request that was refused for %s is an error',
    (fault) => {
      expect(encodeIssueOutcome({ status: 'refused', refusal: { fault } })).toStrictEqual({
        warnings: [],
        errors: [messageOf(fault)],
        sideEffects: [],
      });
    },
  );

  it.each([
    ['IDEMPOTENCY_MISMATCH', 422],
    ['IDEMPOTENCY_IN_PROGRESS', 409],
  ] as const)('that %s is an error with the HTTP status for its code', (fault, code) => {
    const { message } = catalogue[fault];
    expect(encodeIssueOutcome({ status: 'refused', refusal: { fault } })).toStrictEqual({
      warnings: [],
      errors: [{ status: false, code, message }],
      sideEffects: [],
    });
  });

  it.each([
    ['of no customer', []],
    [
      'of an enrolment that is never asked for',
      [{ status: 'enrolmentRevoked', customerId: '7', issualId: '847' }] as const,
    ],
    [
      'of earnings that are never asked for',
      [{ status: 'earningsRevoked', customerId: '7', issualId: '847', earnedIds: ['840'] }] as const,
    ],
  ])('%s owns up to having failed', (_, customers) => {
    expect(encodeIssueOutcome(settled(...customers))).toMatchObject({ errors: [messageOf('ISSUE_FAILED')] });
  });

  it('has in its schema every key that it can have', () => {
    const { properties } = issueResponseSchema;
    expect(Object.keys(properties)).toEqual(['warnings', 'errors', 'sideEffects']);
    expect(Object.keys(properties.sideEffects.items.properties)).toEqual([
      'programId',
      'issualId',
      'earnedId',
      'promotionId',
      'type',
    ]);
  });
});
