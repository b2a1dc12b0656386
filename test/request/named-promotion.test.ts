import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { promotionOfOutcome } from '../../src/request/named-promotion.js';
import type { Scope } from '../../src/request/scope.js';
import type { SettledOutcome } from '../../src/service/promotion-service.js';
import { aPromotion } from '../support/promotion.js';

const spring = aPromotion({ promotionId: '500', promoIdentifier: 'spring' });
const autumn = aPromotion({ promotionId: '501', promoIdentifier: 'autumn' });

/** Customer 1 exists and has both; promotions can be read by their ids. */
const scope = {
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
    ['is that of a customer who was served', { promotion: named, customers: [refused, enrolled] }, spring],
    ['is null where no customer was served', { promotion: named, customers: [refused] }, null],
  ])('%s', async (_, outcome, promotion) => {
    const settled: SettledOutcome = { status: 'settled', decidedAt: new Date(0), ...outcome };
    expect(await promotionOfOutcome(scope, settled)).toBe(promotion);
  });
});
