import { describe, expect, it } from 'vitest';
import { promotionKinds, type Promotion } from '../../src/domain/promotion.js';
import { wireMessage } from '../../src/wire/bulk-response.js';
import {
  encodePromotion,
  encodePromotionAnswer,
  encodePromotionFailure,
  type Usage,
} from '../../src/wire/promotion.js';
import { aPromotion } from '../support/promotion.js';

const limits = { enrolmentLimit: 3, earnLimit: 2, totalEarnLimit: 9 };

/** The restrictions that a promotion is written with. */
function restrictionsOf(changes: Partial<Promotion>, usage: Usage | null = null): unknown {
  return encodePromotion(aPromotion(changes), usage).promotionRestriction;
}

describe('a promotion on the wire', () => {
  it('has its ids as numbers, its dates as texts and its type in the words of the platform', () => {
    expect(encodePromotionAnswer(aPromotion())).toEqual({
      data: {
        promotionId: 500,
        promotionName: 'Spring',
        programId: 10,
        startDate: '2026-01-01T00:00:00.000Z',
        endDate: '2026-12-31T00:00:00.000Z',
        identifier: 'spring-500',
        active: true,
        pointsOfferType: 'LOYALTY_EARNING',
        promotionRestriction: {
          issualRestrictions: [{ kpi: 'ISSUAL', maxLimit: '1', limitOn: 'CUSTOMER' }],
          earnRestrictions: [{ kpi: 'EARN', maxLimit: '1', limitOn: 'CUSTOMER' }],
        },
      },
      errors: [],
    });
  });

  it.each(promotionKinds)('of the kind %s has the name that the platform has for the kind', (kind) => {
    const names = { ENROL_AND_ISSUE: 'LOYALTY_EARNING', DIRECT_ISSUE: 'LOYALTY', GENERIC: 'GENERIC' };
    expect(encodePromotion(aPromotion({ kind }), null).pointsOfferType).toBe(names[kind]);
  });

  it.each([{ promoIdentifier: null }, { active: false }])('is written with %o as it is', (changes) => {
    const { identifier, active } = encodePromotion(aPromotion(changes), null);
    const { promoIdentifier, active: isOn } = aPromotion(changes);
    expect({ identifier, active }).toEqual({ identifier: promoIdentifier, active: isOn });
  });

  it('is null beside the error when there is none', () => {
    const refusal = { fault: 'INVALID_PROMOTION' } as const;
    expect(encodePromotionFailure(refusal)).toEqual({ data: null, errors: [wireMessage(refusal)] });
  });
});

describe('the restrictions of a promotion on the wire', () => {
  it('have the limit in total last', () => {
    expect(restrictionsOf(limits)).toEqual({
      issualRestrictions: [{ kpi: 'ISSUAL', maxLimit: '3', limitOn: 'CUSTOMER' }],
      earnRestrictions: [
        { kpi: 'EARN', maxLimit: '2', limitOn: 'CUSTOMER' },
        { kpi: 'EARN', maxLimit: '9', limitOn: 'PROMOTION' },
      ],
    });
  });

  it('have -1 for a customer without a limit', () => {
    expect(restrictionsOf({ enrolmentLimit: null, earnLimit: null })).toEqual({
      issualRestrictions: [{ kpi: 'ISSUAL', maxLimit: '-1', limitOn: 'CUSTOMER' }],
      earnRestrictions: [{ kpi: 'EARN', maxLimit: '-1', limitOn: 'CUSTOMER' }],
    });
  });

  it('have a limit of zero as such', () => {
    expect(restrictionsOf({ enrolmentLimit: 0, earnLimit: 0, totalEarnLimit: 0 })).toMatchObject({
      issualRestrictions: [{ maxLimit: '0' }],
      earnRestrictions: [{ maxLimit: '0' }, { maxLimit: '0', limitOn: 'PROMOTION' }],
    });
  });

  it('of a Direct Issue promotion are of earnings only', () => {
    expect(restrictionsOf({ kind: 'DIRECT_ISSUE', ...limits })).toMatchObject({
      issualRestrictions: [],
      earnRestrictions: [{ maxLimit: '2' }, { maxLimit: '9' }],
    });
  });

  it('of a generic promotion are empty', () => {
    const none = { issualRestrictions: [], earnRestrictions: [] };
    expect(restrictionsOf({ kind: 'GENERIC', ...limits })).toEqual(none);
  });

  it.each<[string, number | null, string]>([
    ['the used part of the limit in total', 7, '2'],
    ['all of the limit in total when nothing is left', 0, '9'],
    ['nothing of the limit in total when the rest is unknown', null, '0'],
  ])('for a customer have the usage by the customer, and %s', (_, totalLeft, usedInTotal) => {
    const usage = { enrolmentsUsed: 1, earningsUsed: 0, totalLeft };
    expect(restrictionsOf(limits, usage)).toEqual({
      issualRestrictions: [{ kpi: 'ISSUAL', maxLimit: '3', currentCustomerUsage: '1', limitOn: 'CUSTOMER' }],
      earnRestrictions: [
        { kpi: 'EARN', maxLimit: '2', currentCustomerUsage: '0', limitOn: 'CUSTOMER' },
        { kpi: 'EARN', maxLimit: '9', currentCustomerUsage: usedInTotal, limitOn: 'PROMOTION' },
      ],
    });
  });
});
