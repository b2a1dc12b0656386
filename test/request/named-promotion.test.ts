import { describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { promotionOfOutcome, promotionOfRequest } from '../../src/request/named-promotion.js';
import type { Scope } from '../../src/request/scope.js';
import { readCustomerKey } from '../../src/service/identifiers/customer-key.js';
import type { SettledOutcome } from '../../src/service/promotion-service.js';
import { aPromotion } from '../support/promotion.js';

const spring = aPromotion({ promotionId: '500', promoIdentifier: 'spring' });
const autumn = aPromotion({ promotionId: '501', promoIdentifier: 'autumn' });

/** Customer 1 exists and has both; promotions can be read by their ids. */
const scope = {
  customers: {
    readKey: readCustomerKey,
    load: async ({ value }: { value: string }) => (value === '1' ? '1' : null),
  },
  reads: {
    promotions: {
      load: async ({ promotionId }: { promotionId: string }) =>
        [spring, autumn].find((promotion) => promotion.promotionId === promotionId) ?? null,
    },
    histories: {
      load: async () => [spring, autumn].map((promotion) => ({ promotion, totalLeft: null, enrolments: [] })),
    },
  },
} as unknown as Scope;

function request(changes: Partial<BulkRequest>): BulkRequest {
  return {
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'ENROL',
    programId: spring.program.programId,
    promotionId: null,
    promoIdentifier: null,
    identifierName: 'ID',
    customers: [{ identifierValue: '1', source: 'ALL' }],
    ...changes,
  };
}

const nobody = { identifierValue: '9', source: 'ALL' };

describe('the promotion that a call names', () => {
  it.each<[string, Partial<BulkRequest>, Promotion | null]>([
    ['is read by its id', { promotionId: '501' }, autumn],
    ['is looked for among those of its customers', { promoIdentifier: 'autumn' }, autumn],
    [
      'is looked for with the first customer who is found',
      { promoIdentifier: 'spring', customers: [nobody, { identifierValue: '1', source: 'ALL' }] },
      spring,
    ],
    ['is not found where no customer is', { promoIdentifier: 'spring', customers: [nobody] }, null],
    ['is not found where no customer has it', { promoIdentifier: 'winter' }, null],
    ['is none without a program', { programId: null, promotionId: '500' }, null],
  ])('%s', async (_, changes, promotion) => {
    expect(await promotionOfRequest(scope, request(changes))).toBe(promotion);
  });
});

describe('the promotion of an outcome', () => {
  const named = { programId: spring.program.programId, promotionId: null, promoIdentifier: 'spring' };
  const enrolled = { status: 'enrolled', customerId: '1', issualId: '7', expiresAt: null } as const;
  const refused = { status: 'refused', customerId: null, refusal: { fault: 'CUSTOMER_NOT_FOUND' } } as const;

  it.each<[string, Pick<SettledOutcome, 'promotion' | 'customers'>, Promotion | null]>([
    ['is there already', { promotion: spring, customers: [] }, spring],
    [
      'is read by its id',
      { promotion: { ...named, promotionId: '501', promoIdentifier: null }, customers: [enrolled] },
      autumn,
    ],
    ['is found with whoever was served', { promotion: named, customers: [refused, enrolled] }, spring],
    ['is of no concern where nobody was served', { promotion: named, customers: [refused] }, null],
  ])('%s', async (_, outcome, promotion) => {
    const settled: SettledOutcome = { status: 'settled', decidedAt: new Date(0), ...outcome };
    expect(await promotionOfOutcome(scope, settled)).toBe(promotion);
  });
});
