import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideEarn } from '../../src/domain/earn.js';
import type { Standing } from '../../src/domain/standing.js';
import { aPromotion } from '../support/promotion.js';
import {
  anEnrolledStanding,
  anEnrolment,
  aStanding,
  daysAfter,
  millisecondsAfter,
  momentAt,
  NOW,
} from './standings.js';

fc.configureGlobal({ seed: 20260401 });

const UNLIMITED = null;
const notEnrolled = { verdict: 'refuse', fault: 'NOT_ENROLLED' };
const notIssued = { verdict: 'refuse', fault: 'NOT_ISSUED' };

describe('EARN on Enrol and Issue', () => {
  it('is refused without an enrolment', () => {
    expect(decideEarn(aPromotion(), aStanding(), UNLIMITED, momentAt())).toEqual(notEnrolled);
  });

  it('is refused where the latest enrolment was revoked', () => {
    const revoked = aStanding({ enrolmentsMade: 2, enrolmentsUsed: 1 });
    expect(decideEarn(aPromotion(), revoked, UNLIMITED, momentAt())).toEqual(notEnrolled);
  });

  it.each([
    ['expired long ago', false, daysAfter(NOW, -30)],
    ['expired a millisecond ago', false, millisecondsAfter(NOW, -1)],
    ['expires just now', false, NOW],
    ['expires in a millisecond', true, millisecondsAfter(NOW, 1)],
    ['expires with the promotion', true, null],
  ])('is accepted under an enrolment that %s: %s', (_, accepted, expiresAt) => {
    const standing = anEnrolledStanding({ enrolment: anEnrolment({ expiresAt }) });
    const decision = decideEarn(aPromotion(), standing, UNLIMITED, momentAt());
    if (accepted) expect(decision).toMatchObject({ verdict: 'act' });
    else expect(decision).toEqual(notEnrolled);
  });

  it('is refused under an enrolment that expires with a promotion which is just over', () => {
    const promotion = aPromotion({ endsAt: NOW });
    expect(decideEarn(promotion, anEnrolledStanding(), UNLIMITED, momentAt())).toEqual(notEnrolled);
  });

  it('records an earning under the enrolment, whose id it keeps', () => {
    const promotion = aPromotion({ earnLimit: 3, earningExpiryDays: 10 });
    const standing = anEnrolledStanding({ earningsMade: 1, earningsUsed: 1 });
    expect(decideEarn(promotion, standing, UNLIMITED, momentAt())).toEqual({
      verdict: 'act',
      act: { ordinal: 2, enrolment: anEnrolment(), expiresAt: daysAfter(NOW, 10) },
      standing: anEnrolledStanding({ earningsMade: 2, earningsUsed: 2 }),
    });
  });

  it('never lets an earning outlive its enrolment', () => {
    const expiresAt = daysAfter(NOW, 2);
    const standing = anEnrolledStanding({ enrolment: anEnrolment({ expiresAt }) });
    const decision = decideEarn(aPromotion({ earningExpiryDays: 10 }), standing, UNLIMITED, momentAt());
    expect(decision).toMatchObject({ act: { expiresAt } });
  });

  it('earns in the same call under an enrolment that is only decided upon', () => {
    const enrolment = anEnrolment({ issualId: null });
    const decision = decideEarn(aPromotion(), anEnrolledStanding({ enrolment }), UNLIMITED, momentAt());
    expect(decision).toMatchObject({ verdict: 'act', act: { enrolment } });
  });

  it('has room again where an earning was revoked, and gives no number twice', () => {
    const revoked = anEnrolledStanding({ earningsMade: 3, earningsUsed: 0 });
    const decision = decideEarn(aPromotion({ earnLimit: 1 }), revoked, UNLIMITED, momentAt());
    expect(decision).toMatchObject({
      act: { ordinal: 4 },
      standing: { earningsMade: 4, earningsUsed: 1 },
    });
  });
});

describe.each([
  ['ENROL_AND_ISSUE', anEnrolledStanding()],
  ['DIRECT_ISSUE', aStanding()],
] as const)('the limits of EARN on %s', (kind, standing) => {
  it.each([
    ['limit 0, none yet', 0, 0, false],
    ['limit 1, none yet', 0, 1, true],
    ['limit 1, one already', 1, 1, false],
    ['limit 3, one less than the last', 1, 3, true],
    ['limit 3, the last', 2, 3, true],
    ['limit 3, all used', 3, 3, false],
    ['limit lowered beneath what is used', 4, 3, false],
    ['limit 100, all used', 100, 100, false],
    ['unlimited, very many', 10_000, null, true],
  ])('let a customer earn at %s (%i used of %s): %s', (_, used, earnLimit, accepted) => {
    const decision = decideEarn(
      aPromotion({ kind, earnLimit }),
      { ...standing, earningsMade: used, earningsUsed: used },
      UNLIMITED,
      momentAt(),
    );
    if (accepted) expect(decision).toMatchObject({ verdict: 'act', act: { ordinal: used + 1 } });
    else expect(decision).toEqual(notIssued);
  });

  it.each([
    ['none left', 0, false],
    ['one left', 1, true],
    ['plenty left', 1_000, true],
    ['no limit', UNLIMITED, true],
  ])('let a customer earn where the total has %s (%s): %s', (_, totalLeft, accepted) => {
    const decision = decideEarn(aPromotion({ kind, earnLimit: null }), standing, totalLeft, momentAt());
    if (accepted) expect(decision).toMatchObject({ verdict: 'act' });
    else expect(decision).toEqual(notIssued);
  });

  it('hold both: room for the promotion does not make room for the customer', () => {
    const used = { ...standing, earningsMade: 1, earningsUsed: 1 };
    expect(decideEarn(aPromotion({ kind, earnLimit: 1 }), used, 10, momentAt())).toEqual(notIssued);
  });

  it('are not those of enrolments', () => {
    const promotion = aPromotion({ kind, enrolmentLimit: 0 });
    expect(decideEarn(promotion, standing, UNLIMITED, momentAt())).toMatchObject({ verdict: 'act' });
  });
});

describe('where an EARN has several reasons to be refused', () => {
  it.each([
    ['the limit of the customer', 1, UNLIMITED],
    ['the limit of the promotion', 0, 0],
    ['both limits', 1, 0],
  ])('the missing enrolment is reported before %s', (_, used, totalLeft) => {
    const standing = aStanding({ earningsMade: used, earningsUsed: used });
    expect(decideEarn(aPromotion({ earnLimit: 1 }), standing, totalLeft, momentAt())).toEqual(notEnrolled);
  });

  it('the expired enrolment is reported before the limits', () => {
    const enrolment = anEnrolment({ expiresAt: NOW });
    const standing = anEnrolledStanding({ enrolment, earningsMade: 1, earningsUsed: 1 });
    expect(decideEarn(aPromotion({ earnLimit: 1 }), standing, 0, momentAt())).toEqual(notEnrolled);
  });
});

describe('EARN on Direct Issue', () => {
  const promotion = aPromotion({
    kind: 'DIRECT_ISSUE',
    earnLimit: 2,
    // Direct Issue has no enrolling: neither the limit nor the expiry of enrolments is for its placeholder.
    enrolmentLimit: 0,
    enrolmentExpiryDays: 1,
    earningExpiryDays: 10,
  });
  const placeholder = { ordinal: 1, issualId: null, expiresAt: null };

  it('opens a placeholder on the first earning, which expires with the promotion', () => {
    expect(decideEarn(promotion, aStanding(), UNLIMITED, momentAt())).toEqual({
      verdict: 'act',
      act: { ordinal: 1, enrolment: placeholder, expiresAt: daysAfter(NOW, 10) },
      standing: {
        enrolmentsMade: 1,
        enrolmentsUsed: 0,
        enrolment: placeholder,
        earningsMade: 1,
        earningsUsed: 1,
      },
    });
  });

  it('keeps the placeholder for a second earning in the same call', () => {
    const first = decideEarn(promotion, aStanding(), UNLIMITED, momentAt());
    if (first.verdict === 'refuse') expect.unreachable('the first is within the limit');
    const second = decideEarn(promotion, first.standing, UNLIMITED, momentAt());
    expect(second).toMatchObject({
      act: { ordinal: 2, enrolment: placeholder },
      standing: { enrolmentsMade: 1, earningsMade: 2 },
    });
    if (second.verdict === 'refuse') expect.unreachable('the second is within the limit');
    expect(decideEarn(promotion, second.standing, UNLIMITED, momentAt())).toEqual(notIssued);
  });

  it('keeps the placeholder that was recorded before, and its id', () => {
    const later = anEnrolledStanding({ earningsMade: 1, earningsUsed: 1 });
    expect(decideEarn(promotion, later, UNLIMITED, momentAt())).toMatchObject({
      act: { ordinal: 2, enrolment: { ordinal: 1, issualId: '847' } },
      standing: { enrolmentsMade: 1 },
    });
  });

  it('opens another where the placeholder was revoked', () => {
    const revoked = aStanding({ enrolmentsMade: 1 });
    expect(decideEarn(promotion, revoked, UNLIMITED, momentAt())).toMatchObject({
      act: { enrolment: { ordinal: 2, issualId: null } },
    });
  });

  it('opens none for an earning that is refused', () => {
    expect(decideEarn(promotion, aStanding(), 0, momentAt())).toEqual(notIssued);
  });
});

it('over any course of earnings neither a customer nor the promotion exceeds its limit', () => {
  const limit = fc.option(fc.nat(4));
  const course = fc.array(fc.nat(2), { maxLength: 40 });
  fc.assert(
    fc.property(limit, fc.option(fc.nat(8)), course, (earnLimit, total, customers) => {
      const promotion = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit });
      const standings = new Map<number, Standing>();
      let earnings = 0;
      for (const customer of customers) {
        const standing = standings.get(customer) ?? aStanding();
        const totalLeft = total === null ? null : total - earnings;
        const decision = decideEarn(promotion, standing, totalLeft, momentAt());
        if (decision.verdict === 'refuse') {
          expect(standing.earningsUsed === earnLimit || totalLeft === 0).toBe(true);
          continue;
        }
        earnings += 1;
        standings.set(customer, decision.standing);
        expect(decision.standing.earningsUsed).toBeLessThanOrEqual(earnLimit ?? Infinity);
        expect(decision.standing.enrolmentsMade).toBe(1);
        expect(earnings).toBeLessThanOrEqual(total ?? Infinity);
      }
    }),
  );
});
