import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earningExpiry, enrolmentExpiry, hasExpired, expiryOf } from '../../src/domain/expiry.js';
import { aPromotion } from '../support/promotion.js';
import { daysAfter, millisecondsAfter, momentAt, NOW } from './standings.js';

fc.configureGlobal({ seed: 20260401 });

const endsAt = daysAfter(NOW, 100);

describe('an enrolment', () => {
  it('expires with the promotion where no days are set', () => {
    expect(enrolmentExpiry(aPromotion({ enrolmentExpiryDays: null }), momentAt())).toBeNull();
  });

  it.each([
    ['one day', 1],
    ['ten days', 10],
    ['days that reach beyond the promotion', 1_000],
  ])('expires %s after the act where so many are set', (_, enrolmentExpiryDays) => {
    expect(enrolmentExpiry(aPromotion({ enrolmentExpiryDays }), momentAt())).toEqual(
      daysAfter(NOW, enrolmentExpiryDays),
    );
  });

  it('enrolled on 1 April for ten days is good until 11 April, the same time of day', () => {
    const expiry = enrolmentExpiry(aPromotion({ enrolmentExpiryDays: 10 }), momentAt());
    expect(expiry).toEqual(new Date('2026-04-11T09:00:00Z'));
  });

  it('asks the calendar of the organisation, and reckons nothing itself', () => {
    const inDays = (days: number) => new Date(days);
    expect(enrolmentExpiry(aPromotion({ enrolmentExpiryDays: 10 }), { now: NOW, inDays })).toEqual(
      new Date(10),
    );
  });
});

describe('an earning', () => {
  const WITH_PROMOTION = null;
  it.each([
    // own days, days that the enrolment has left, days that the earning gets
    ['with the promotion, as does its enrolment', null, null, WITH_PROMOTION],
    ['with its enrolment, which ends before the promotion does', null, 5, 5],
    ['with the promotion, where its enrolment would reach beyond', null, 150, WITH_PROMOTION],
    ['after its own days, under an enrolment that ends with the promotion', 5, null, 5],
    ['with the promotion, where its own days would reach beyond its enrolment', 150, null, WITH_PROMOTION],
    ['after its own days, before its enrolment does', 5, 30, 5],
    ['with its enrolment, before its own days are over', 30, 5, 5],
    ['after its own days, where its enrolment has as many', 7, 7, 7],
    ['after its own days beyond the promotion, under an enrolment that reaches further', 120, 150, 120],
  ])('expires %s', (_, earningExpiryDays, enrolmentDaysLeft, expected) => {
    const promotion = aPromotion({ endsAt, earningExpiryDays });
    const enrolmentExpiresAt = enrolmentDaysLeft === null ? null : daysAfter(NOW, enrolmentDaysLeft);
    const expiry = earningExpiry(promotion, momentAt(), enrolmentExpiresAt);
    expect(expiry).toEqual(expected === null ? null : daysAfter(NOW, expected));
  });

  it('never outlives its enrolment, nor its own days', () => {
    const days = fc.option(fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(days, days, fc.integer({ min: 1, max: 400 }), (own, enrolment, promotionDays) => {
        const promotion = aPromotion({ endsAt: daysAfter(NOW, promotionDays), earningExpiryDays: own });
        const enrolmentExpiresAt = enrolment === null ? null : daysAfter(NOW, enrolment);
        const end = expiryOf(promotion, earningExpiry(promotion, momentAt(), enrolmentExpiresAt));
        const expected = Math.min(own ?? promotionDays, enrolment ?? promotionDays);
        expect(end).toEqual(daysAfter(NOW, expected));
      }),
    );
  });
});

describe('what has an expiry', () => {
  const promotion = aPromotion({ endsAt });
  it.each([
    ['a millisecond before', 1, false],
    ['at the very instant', 0, true],
    ['a millisecond after', -1, true],
  ])('is over %s: its expiry lies %i ms ahead → %s', (_, ahead, over) => {
    expect(hasExpired(promotion, millisecondsAfter(NOW, ahead), NOW)).toBe(over);
  });

  it.each([
    ['a millisecond before', -1, false],
    ['at', 0, true],
    ['a millisecond after', 1, true],
  ])('is over %s the end of its promotion where it expires with it: %i ms after → %s', (_, after, over) => {
    expect(hasExpired(promotion, null, millisecondsAfter(endsAt, after))).toBe(over);
  });

  it('may reach beyond the end of the promotion', () => {
    expect(hasExpired(promotion, daysAfter(endsAt, 1), endsAt)).toBe(false);
  });

  it.each([
    ['the end of the promotion in place of none', null, endsAt],
    ['its own otherwise', NOW, NOW],
  ])('ends at %s', (_, expiresAt, end) => {
    expect(expiryOf(promotion, expiresAt)).toEqual(end);
  });
});

it('an earning expires with the promotion where its enrolment expires at that same instant', () => {
  const promotion = aPromotion({ endsAt, earningExpiryDays: null });
  expect(earningExpiry(promotion, momentAt(), endsAt)).toBeNull();
});
