import { describe, expect, it } from 'vitest';
import { historyOf, type EnrolmentWithEarnings } from '../../src/domain/history.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { encodePromotion } from '../../src/wire/promotions/promotion.js';
import { encodePromotionData, type ListedHistory } from '../../src/wire/promotions/promotion-data.js';
import { aPromotion } from '../support/promotion.js';

const page = { limit: 20, offset: 40, total: 43 };
const recordedAt = (at: string) => ({ at: new Date(at), clientId: 'pos', requestId: null });

const enrolment: EnrolmentWithEarnings = {
  ordinal: 1,
  issualId: '847',
  enrolled: recordedAt('2026-04-01T09:00:00Z'),
  expiresAt: new Date('2026-05-01T00:00:00Z'),
  revoked: null,
  earnings: [
    {
      earnedId: '9223372036854775807',
      earned: recordedAt('2026-04-02T09:00:00Z'),
      expiresAt: new Date('2026-04-20T00:00:00Z'),
      revoked: null,
    },
  ],
};

/** A customer's history of a promotion with the enrolments given, all of them listed. */
function listed(
  changes: Partial<Promotion> = {},
  enrolments: readonly EnrolmentWithEarnings[] = [],
): ListedHistory {
  return {
    history: historyOf({ promotion: aPromotion(changes), totalLeft: null }, enrolments),
    enrolments,
    isCut: false,
  };
}

describe('a page of a customer’s promotions on the wire', () => {
  it('has the page, the customer and no promotions when there are none', () => {
    expect(encodePromotionData('7', [], page)).toEqual({
      pageDetails: { pageNumber: 2, pageSize: 20, totalEntries: 43, pageCount: 3 },
      customerId: 7,
      promotions: [],
      warnings: [],
    });
  });

  it('has each promotion with its usage, its enrolments and their earnings', () => {
    const { promotions } = encodePromotionData('7', [listed({}, [enrolment])], page);
    const usage = { enrolmentsUsed: 1, earningsUsed: 1, totalLeft: null };
    expect(promotions).toEqual([
      {
        ...encodePromotion(aPromotion(), usage),
        customerPromotionTimelines: [
          {
            enrollmentId: 847,
            enrollmentDate: '2026-04-01T09:00:00.000Z',
            enrollmentExpiryDate: '2026-05-01T00:00:00.000Z',
            enrollEventLogId: null,
            issuedDetails: [
              {
                issualId: 9223372036854775807n,
                issualDate: '2026-04-02T09:00:00.000Z',
                issualExpiryDate: '2026-04-20T00:00:00.000Z',
                issualEventLogId: null,
                redeemedCount: 0,
              },
            ],
          },
        ],
      },
    ]);
  });

  it('has the end of the promotion for the expiry of a record that has none of its own', () => {
    const earnings = enrolment.earnings.map((earning) => ({ ...earning, expiresAt: null }));
    const open = { ...enrolment, expiresAt: null, earnings };
    expect(encodePromotionData('7', [listed({}, [open])], page).promotions).toMatchObject([
      {
        customerPromotionTimelines: [
          {
            enrollmentExpiryDate: '2026-12-31T00:00:00.000Z',
            issuedDetails: [{ issualExpiryDate: '2026-12-31T00:00:00.000Z' }],
          },
        ],
      },
    ]);
  });

  it('names in one warning the promotions of which only the latest records are listed', () => {
    const cut = (promotionId: string) => ({ ...listed({ promotionId }), isCut: true });
    const { promotions, warnings } = encodePromotionData('7', [cut('500'), listed(), cut('502')], page);
    expect(promotions).toHaveLength(3);
    expect(warnings).toEqual([
      {
        status: false,
        code: 206,
        message:
          "In promotions 500, 502 only the latest 100 enrolments and earnings are listed: GraphQL's enrolments and earnings list all of them in pages",
      },
    ]);
  });
});
