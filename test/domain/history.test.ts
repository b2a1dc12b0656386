import { describe, expect, it } from 'vitest';
import { availabilityOf } from '../../src/domain/availability.js';
import { findHistory, historyOf, laterOf, type EnrolmentWithEarnings } from '../../src/domain/history.js';
import { aPromotion } from '../support/promotion.js';
import { daysAfter, momentAt, NOW } from './standings.js';

const provenance = { at: NOW, clientId: '1', requestId: 'request-1' };
const BEFORE_1970 = new Date(-1_000);

function anEnrolment(ordinal: number, expiresAt: Date | null, revoked = false): EnrolmentWithEarnings {
  const record = { expiresAt, revoked: revoked ? provenance : null };
  const earnings = [{ earnedId: `90${ordinal}`, earned: provenance, ...record }];
  return { ordinal, issualId: `10${ordinal}`, enrolled: provenance, ...record, earnings };
}

const known = { promotion: aPromotion({ endsAt: daysAfter(NOW, 100) }), totalLeft: null };

describe('the history of a customer in a promotion', () => {
  it('expires with the last enrolment and earning that were not revoked', () => {
    const history = historyOf(known, [
      anEnrolment(1, daysAfter(NOW, 20)),
      anEnrolment(2, daysAfter(NOW, 10)),
      anEnrolment(3, daysAfter(NOW, 30), true),
    ]);
    expect(history.enrolmentsExpireAt).toEqual(daysAfter(NOW, 20));
    expect(history.earningsExpireAt).toEqual(daysAfter(NOW, 20));
  });

  it('expires with the promotion where an enrolment does', () => {
    const history = historyOf(known, [anEnrolment(1, null), anEnrolment(2, daysAfter(NOW, 10))]);
    expect(history.enrolmentsExpireAt).toEqual(daysAfter(NOW, 100));
  });

  it('never expires where nothing is left of it', () => {
    const history = historyOf(known, [anEnrolment(1, null, true)]);
    expect([history.enrolmentsExpireAt, history.earningsExpireAt]).toEqual([null, null]);
  });

  it('is found by a claim about its promotion', () => {
    const histories = ['500', '501', '502'].map((promotionId) =>
      historyOf({ ...known, promotion: aPromotion({ promotionId }) }, []),
    );
    expect(findHistory(histories, ({ promotionId }) => promotionId === '501')).toBe(histories[1]);
    expect(findHistory(histories, () => false)).toBeNull();
  });

  it('leaves nothing to redeem where nothing was earned, even before 1970', () => {
    const promotion = aPromotion({ startsAt: new Date(-9_000), endsAt: new Date(0) });
    const moment = momentAt(BEFORE_1970);
    expect(availabilityOf(historyOf({ promotion, totalLeft: null }, []), moment)).toEqual([
      'AVAILABLE_TO_ENROL',
    ]);
  });
});

describe('the later of two instants', () => {
  it.each([
    ['the second', NOW, daysAfter(NOW, 1), daysAfter(NOW, 1)],
    ['the first', daysAfter(NOW, 1), NOW, daysAfter(NOW, 1)],
    ['the one that is there', NOW, null, NOW],
    ['the other one that is there', null, NOW, NOW],
    ['the one that is there, before 1970', BEFORE_1970, null, BEFORE_1970],
    ['the other one that is there, before 1970', null, BEFORE_1970, BEFORE_1970],
    ['none of none', null, null, null],
  ])('is %s', (_, one, other, later) => {
    expect(laterOf(one, other)).toEqual(later);
  });
});
