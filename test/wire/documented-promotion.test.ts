import { describe, expect, it } from 'vitest';
import { decodePromotion, decodePromotionAnswer } from '../../src/wire/answered/answered-promotion.js';
import { decodePromotionData } from '../../src/wire/answered/answered-promotion-data.js';
import type { Json } from '../../src/wire/json.js';
import {
  aDocumentedHistory,
  aDocumentedPromotion,
  aKpi,
  promotionData,
} from '../upstream/documented-platform.js';

const programOf = (programId: string) => ({ programId, name: '', active: true });

/** The one history of a page of promotionData. */
function historyIn(changes: object) {
  const page = decodePromotionData(promotionData([aDocumentedHistory(changes)]).body, programOf);
  const [history] = page.status === 'found' ? page.histories : [];
  return history;
}

describe('a promotion as its own route has it', () => {
  const answered = (changes: object = {}) =>
    decodePromotionAnswer(
      { status: { code: 200 }, validationErrors: null, data: [aDocumentedPromotion(changes)] },
      programOf,
    );

  it('is read with its limits by name, its expiry and the name of its program', () => {
    expect(answered()).toMatchObject({
      promotionId: '57099',
      name: 'test enroll and issue',
      program: { programId: '469', name: 'Rewards' },
      kind: 'ENROL_AND_ISSUE',
      active: true,
      startsAt: new Date('2020-04-10T00:00:00Z'),
      enrolmentLimit: 10,
      earnLimit: 8,
      totalEarnLimit: 1000,
      enrolmentExpiryDays: null,
      earningExpiryDays: 10,
      platformDetails: { description: 'Two for one', promotionRestrictions: expect.any(Object) as unknown },
    });
  });

  it.each<[string, object, object]>([
    [
      'without a switch, but with a status',
      { isActive: undefined, promotionStatus: 'INACTIVE' },
      { active: false },
    ],
    [
      'without a switch and without a status',
      { isActive: undefined, promotionStatus: undefined },
      { active: true },
    ],
    ['with a switch as text', { isActive: 'true' }, { active: true }],
    ['without an end', { endDate: null }, { endsAt: new Date('9999-12-31T23:59:59Z') }],
    ['with an empty start', { startDate: '' }, { startsAt: new Date(0) }],
    [
      'with a date without a zone',
      { startDate: '2024-04-10 10:00' },
      { startsAt: new Date('2024-04-10T10:00:00Z') },
    ],
    [
      'with a date in milliseconds as text',
      { startDate: '1712743200000' },
      { startsAt: new Date(1712743200000) },
    ],
    ['without restrictions', { promotionRestrictions: null }, { enrolmentLimit: null, earnLimit: null }],
    ['with restrictions that are none', { promotionRestrictions: { restrictions: 5 } }, { earnLimit: null }],
  ])('is read %s', (_, changes, fields) => {
    expect(answered(changes)).toMatchObject(fields);
  });
});

describe('a promotion as promotionData has it', () => {
  it('distinguishes its limits from others in the same lists by their kpi', () => {
    expect(historyIn({})).toMatchObject({
      promotion: { enrolmentLimit: 2, earnLimit: 8, totalEarnLimit: null },
      standing: { enrolmentsUsed: 1, earningsUsed: 1 },
      enrolments: [{ issualId: '840', earnings: [{ earnedId: '900', redeemedCount: 3 }] }],
    });
  });

  it('has the cap of a Direct Issue promotion among the restrictions of enrolments', () => {
    const promotionRestriction = {
      issualRestrictions: [aKpi('NUMBER_OF_ISSUALS', '1', '1')],
      earnRestrictions: [],
    };
    expect(historyIn({ pointsOfferType: 'LOYALTY', promotionRestriction })).toMatchObject({
      promotion: { kind: 'DIRECT_ISSUE', enrolmentLimit: null, earnLimit: 1 },
      standing: { earningsUsed: 1 },
    });
  });

  it('counts what the platform says is used where it lists less', () => {
    const promotionRestriction = { earnRestrictions: [aKpi('NUMBER_OF_EARNS', '8', '5')] };
    expect(historyIn({ promotionRestriction })).toMatchObject({ standing: { earningsUsed: 5 } });
  });

  const cap = { issualRestrictions: [aKpi('NUMBER_OF_ISSUALS', '1', '0')], earnRestrictions: [] };
  const enrolledOnly = [{ enrollmentId: 1, enrollmentDate: '2026-03-01T10:00:00Z' }];
  it.each<[string, Json, string]>([
    ['restrictions of earnings', {}, 'ENROL_AND_ISSUE'],
    [
      'an enrolment without earnings',
      { promotionRestriction: cap, customerPromotionTimelines: enrolledOnly },
      'ENROL_AND_ISSUE',
    ],
    ['a cap alone', { promotionRestriction: cap, customerPromotionTimelines: [] }, 'DIRECT_ISSUE'],
    ['nothing', { promotionRestriction: null, customerPromotionTimelines: [] }, 'ENROL_AND_ISSUE'],
  ])('without its kind has the one that %s shows', (_, changes, kind) => {
    const fields = { ...aDocumentedHistory({ pointsOfferType: undefined }), ...changes };
    expect(decodePromotion(fields, programOf).kind).toBe(kind);
  });
});
