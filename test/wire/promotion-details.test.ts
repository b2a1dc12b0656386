import { describe, expect, it } from 'vitest';
import { promotionKinds, type Promotion } from '../../src/domain/promotion.js';
import { decodePromotionAnswer } from '../../src/wire/answered/answered-promotion.js';
import {
  encodePromotionAnswer,
  encodePromotionList,
  encodePromotionsRefusal,
} from '../../src/wire/promotions/promotion-details.js';
import { aPromotion } from '../support/promotion.js';

const now = new Date('2026-04-01T09:00:00Z');

/** The only promotion of an answer. */
function written(changes: Partial<Promotion> = {}) {
  return encodePromotionAnswer(aPromotion(changes), now).data?.[0];
}

const restrictionsOf = (changes: Partial<Promotion>) =>
  (written(changes)?.promotionRestrictions as { readonly restrictions: unknown }).restrictions;

describe('a promotion outside of a customer on the wire', () => {
  it('stands in a list of one, in the words of the platform', () => {
    expect(encodePromotionAnswer(aPromotion({ totalEarnLimit: 9, earningExpiryDays: 10 }), now)).toEqual({
      status: { code: 200, message: 'success' },
      validationErrors: null,
      data: [
        {
          id: 500,
          name: 'Spring',
          description: null,
          promotionStatus: 'LIVE',
          programId: 10,
          programName: 'Rewards',
          startDate: '2026-01-01T00:00:00.000Z',
          endDate: '2026-12-31T00:00:00.000Z',
          identifier: 'spring-500',
          isActive: true,
          eventName: null,
          promotionType: null,
          loyaltyEarningType: null,
          pointsOfferType: 'LOYALTY_EARNING',
          limits: null,
          promotionRestrictions: {
            restrictions: {
              issualRestrictions: [{ name: 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', value: 1 }],
              earnRestrictions: [
                { name: 'MAX_NUMBER_OF_EARNS_PER_CUSTOMER', value: 1 },
                { name: 'MAX_NUMBER_OF_EARNS_PER_PROMOTION', value: 9 },
              ],
              redemptionRestrictions: [],
              expiryRestrictions: [
                { name: 'ISSUAL_PROMOTION_EXPIRY_BASED_ON', type: 'PROMOTION', value: null },
                { name: 'EARN_PROMOTION_EXPIRY_BASED_ON', type: 'CUSTOM', value: 10 },
              ],
            },
          },
        },
      ],
    });
  });

  it('has -1 for no limit, and the cap of Direct Issue among the enrolments', () => {
    expect(restrictionsOf({ kind: 'DIRECT_ISSUE', earnLimit: null, earningExpiryDays: 3 })).toEqual({
      issualRestrictions: [{ name: 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', value: -1 }],
      earnRestrictions: [],
      redemptionRestrictions: [],
      expiryRestrictions: [{ name: 'EARN_PROMOTION_EXPIRY_BASED_ON', type: 'CUSTOM', value: 3 }],
    });
  });

  it('has no restrictions when it is generic', () => {
    expect(restrictionsOf({ kind: 'GENERIC' })).toEqual({
      issualRestrictions: [],
      earnRestrictions: [],
      redemptionRestrictions: [],
      expiryRestrictions: [],
    });
  });

  it('has the details that a platform answered, as they are', () => {
    const platformDetails = {
      description: 'Ten off',
      eventName: 'NewBill',
      limits: { a: 1 },
      promotionRestrictions: {},
    };
    expect(written({ platformDetails })).toMatchObject(platformDetails);
  });

  it.each(promotionKinds)('of the kind %s is read by another gateway as what it is', (kind) => {
    const isDirect = kind === 'DIRECT_ISSUE';
    const promotion = aPromotion({
      kind,
      enrolmentLimit: isDirect || kind === 'GENERIC' ? null : 3,
      earnLimit: kind === 'GENERIC' ? null : 2,
      totalEarnLimit: kind === 'GENERIC' ? null : 9,
      enrolmentExpiryDays: kind === 'ENROL_AND_ISSUE' ? 4 : null,
      earningExpiryDays: kind === 'GENERIC' ? null : 5,
    });
    const read = decodePromotionAnswer(encodePromotionAnswer(promotion, now), () => promotion.program);
    expect(read).toEqual({ ...promotion, platformDetails: expect.any(Object) });
  });
});

describe('a list of promotions on the wire', () => {
  it.each([
    [
      { limit: 2, offset: 0, total: 3 },
      { pageNumber: 0, pageSize: 2, totalEntries: 3, pageCount: 2 },
    ],
    [
      { limit: 2, offset: 2, total: 3 },
      { pageNumber: 1, pageSize: 2, totalEntries: 3, pageCount: 2 },
    ],
    [
      { limit: 2, offset: 3, total: 4 },
      { pageNumber: 1, pageSize: 2, totalEntries: 4, pageCount: 2 },
    ],
    [
      { limit: 0, offset: 7, total: 3 },
      { pageNumber: 0, pageSize: 0, totalEntries: 3, pageCount: 0 },
    ],
    [
      { limit: 5, offset: 0, total: 0 },
      { pageNumber: 0, pageSize: 5, totalEntries: 0, pageCount: 0 },
    ],
  ])('describes the part %j as the page %j', (part, pageDetails) => {
    expect(encodePromotionList([], part, now)).toEqual({
      status: { code: 200, message: 'success' },
      validationErrors: null,
      data: [],
      pageDetails,
    });
  });

  it('has its promotions in their order', () => {
    const promotions = [aPromotion({ promotionId: '7' }), aPromotion({ promotionId: '9' })];
    const { data } = encodePromotionList(promotions, { limit: 9, offset: 0, total: 2 }, now);
    expect(data?.map(({ id }) => id)).toEqual([7, 9]);
  });

  it.each([
    ['INVALID_PROGRAM', 2010],
    ['INVALID_PROMOTION', 4029],
    ['DATE_MISSING', 4053],
    ['LIMIT_OR_OFFSET_MISSING', 4054],
    ['LIMIT_TOO_LARGE', 4055],
    ['DATE_UNREADABLE', 4057],
  ] as const)('is refused for %s with the code %i of the platform', (refusal, code) => {
    expect(encodePromotionsRefusal(refusal)).toMatchObject({ validationErrors: [{ code }], data: null });
  });
});
