import { describe, expect, it } from 'vitest';
import { promotionKinds, type Promotion } from '../../src/domain/promotion.js';
import { encodePromotion, type Usage } from '../../src/wire/promotions/promotion.js';
import { aPromotion } from '../support/promotion.js';

const limits = { enrolmentLimit: 3, earnLimit: 2, totalEarnLimit: 9 };
const unused: Usage = { enrolmentsUsed: 0, earningsUsed: 0, totalLeft: null };

const enrolments = (maxLimit: string, used = '0') => ({
  kpi: 'NUMBER_OF_ISSUALS',
  maxLimit,
  currentCustomerUsage: used,
  limitOn: 'CUSTOMER',
});
const earnings = (maxLimit: string, used = '0', limitOn = 'CUSTOMER') => ({
  kpi: 'NUMBER_OF_EARNS',
  maxLimit,
  currentCustomerUsage: used,
  limitOn,
});

/** The restrictions that a promotion is written with. */
function restrictionsOf(changes: Partial<Promotion>, usage: Usage = unused): unknown {
  return encodePromotion(aPromotion(changes), usage).promotionRestriction;
}

describe('a promotion of a customer on the wire', () => {
  it('has its ids as numbers, its dates as texts and its type in the words of the platform', () => {
    expect(encodePromotion(aPromotion(), unused)).toEqual({
      promotionId: 500,
      promotionName: 'Spring',
      programId: 10,
      startDate: '2026-01-01T00:00:00.000Z',
      endDate: '2026-12-31T00:00:00.000Z',
      identifier: 'spring-500',
      description: null,
      active: true,
      eventName: null,
      promotionMetadata: [],
      limits: null,
      customerUsage: null,
      pointsOfferType: 'LOYALTY_EARNING',
      promotionRestriction: {
        issualRestrictions: [enrolments('1')],
        earnRestrictions: [earnings('1')],
        redemptionRestrictions: [],
      },
    });
  });

  it.each(promotionKinds)('of the kind %s has the name that the platform has for the kind', (kind) => {
    const names = { ENROL_AND_ISSUE: 'LOYALTY_EARNING', DIRECT_ISSUE: 'LOYALTY', GENERIC: 'GENERIC' };
    expect(encodePromotion(aPromotion({ kind }), unused).pointsOfferType).toBe(names[kind]);
  });

  it.each([{ promoIdentifier: null }, { active: false }])('is written with %o as it is', (changes) => {
    const { identifier, active } = encodePromotion(aPromotion(changes), unused);
    const { promoIdentifier, active: isOn } = aPromotion(changes);
    expect({ identifier, active }).toEqual({ identifier: promoIdentifier, active: isOn });
  });

  it('has the details that a platform answered, as they are', () => {
    const details = {
      description: 'Ten off',
      limits: { a: 1 },
      promotionRestriction: { earnRestrictions: [] },
    };
    const written = encodePromotion(
      aPromotion({ platformDetails: { ...details, promotionRestrictions: {} } }),
      unused,
    );
    expect(written).toMatchObject(details);
    expect(written).not.toHaveProperty('promotionRestrictions');
  });
});

describe('the restrictions of a promotion of a customer on the wire', () => {
  it('have the limit in total last', () => {
    expect(restrictionsOf(limits)).toMatchObject({
      issualRestrictions: [enrolments('3')],
      earnRestrictions: [earnings('2'), earnings('9', '0', 'PROMOTION')],
    });
  });

  it('have -1 for a customer without a limit', () => {
    expect(restrictionsOf({ enrolmentLimit: null, earnLimit: null })).toMatchObject({
      issualRestrictions: [enrolments('-1')],
      earnRestrictions: [earnings('-1')],
    });
  });

  it('have a limit of zero as such', () => {
    expect(restrictionsOf({ enrolmentLimit: 0, earnLimit: 0, totalEarnLimit: 0 })).toMatchObject({
      issualRestrictions: [{ maxLimit: '0' }],
      earnRestrictions: [{ maxLimit: '0' }, { maxLimit: '0', limitOn: 'PROMOTION' }],
    });
  });

  it('of a Direct Issue promotion have the cap of the customer among the enrolments', () => {
    const usage = { enrolmentsUsed: 1, earningsUsed: 2, totalLeft: null };
    expect(restrictionsOf({ kind: 'DIRECT_ISSUE', enrolmentLimit: 3, earnLimit: 2 }, usage)).toEqual({
      issualRestrictions: [enrolments('2', '2')],
      earnRestrictions: [],
      redemptionRestrictions: [],
    });
    expect(restrictionsOf({ kind: 'DIRECT_ISSUE', ...limits })).toMatchObject({
      earnRestrictions: [earnings('9', '0', 'PROMOTION')],
    });
  });

  it('of a generic promotion are empty', () => {
    const none = { issualRestrictions: [], earnRestrictions: [], redemptionRestrictions: [] };
    expect(restrictionsOf({ kind: 'GENERIC', ...limits })).toEqual(none);
  });

  it.each<[string, number | null, string]>([
    ['the used part of the limit in total', 7, '2'],
    ['all of the limit in total when nothing is left', 0, '9'],
    ['nothing of the limit in total when the rest is unknown', null, '0'],
  ])('have the usage by the customer, and %s', (_, totalLeft, usedInTotal) => {
    const usage = { enrolmentsUsed: 1, earningsUsed: 0, totalLeft };
    expect(restrictionsOf(limits, usage)).toMatchObject({
      issualRestrictions: [enrolments('3', '1')],
      earnRestrictions: [earnings('2'), earnings('9', usedInTotal, 'PROMOTION')],
    });
  });
});
