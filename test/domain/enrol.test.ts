import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideEnrol } from '../../src/domain/enrol.js';
import type { Standing } from '../../src/domain/standing.js';
import { aPromotion } from '../support/promotion.js';
import { anEnrolledStanding, anEnrolment, aStanding, daysAfter, momentAt, NOW } from './standings.js';

fc.configureGlobal({ seed: 20260401 });

const refusal = { verdict: 'refuse', fault: 'NOT_ISSUED' };

describe('ENROL', () => {
  it.each([
    ['limit 0, none yet', 0, 0, false],
    ['limit 1, none yet', 0, 1, true],
    ['limit 1, one already', 1, 1, false],
    ['limit 3, one less than the last', 1, 3, true],
    ['limit 3, the last', 2, 3, true],
    ['limit 3, all used', 3, 3, false],
    ['limit lowered beneath what is used', 4, 3, false],
    ['limit 100, the last', 99, 100, true],
    ['limit 100, all used', 100, 100, false],
    ['unlimited, none yet', 0, null, true],
    ['unlimited, very many', 10_000, null, true],
  ])('is accepted under %s (%i used of %s): %s', (_, used, enrolmentLimit, accepted) => {
    const standing = aStanding({ enrolmentsMade: used, enrolmentsUsed: used });
    const decision = decideEnrol(aPromotion({ enrolmentLimit }), standing, momentAt());
    if (accepted) expect(decision).toMatchObject({ verdict: 'act', act: { ordinal: used + 1 } });
    else expect(decision).toEqual(refusal);
  });

  it('records the first enrolment, at which the customer then stands', () => {
    const decision = decideEnrol(aPromotion({ enrolmentExpiryDays: 10 }), aStanding(), momentAt());
    const expiresAt = daysAfter(NOW, 10);
    expect(decision).toEqual({
      verdict: 'act',
      act: { ordinal: 1, expiresAt },
      standing: anEnrolledStanding({ enrolment: { ordinal: 1, issualId: null, expiresAt } }),
    });
  });

  it('lets a further enrolment end the one before it, with a new expiry of its own', () => {
    const promotion = aPromotion({ enrolmentLimit: 2, enrolmentExpiryDays: 10 });
    const before = anEnrolledStanding({ enrolment: anEnrolment({ expiresAt: daysAfter(NOW, 3) }) });
    expect(decideEnrol(promotion, before, momentAt())).toEqual({
      verdict: 'act',
      act: { ordinal: 2, expiresAt: daysAfter(NOW, 10) },
      standing: aStanding({
        enrolmentsMade: 2,
        enrolmentsUsed: 2,
        enrolment: { ordinal: 2, issualId: null, expiresAt: daysAfter(NOW, 10) },
      }),
    });
  });

  it('counts an enrolment that has expired against the limit', () => {
    const expired = anEnrolledStanding({ enrolment: anEnrolment({ expiresAt: daysAfter(NOW, -1) }) });
    expect(decideEnrol(aPromotion({ enrolmentLimit: 1 }), expired, momentAt())).toEqual(refusal);
  });

  it.each([
    ['the only one', 1, 0, 2],
    ['one of two', 2, 1, 3],
    ['nine of nine', 9, 0, 10],
  ])('has room again where %s was revoked, and gives no number twice', (_, made, used, ordinal) => {
    const revoked = aStanding({ enrolmentsMade: made, enrolmentsUsed: used });
    expect(decideEnrol(aPromotion({ enrolmentLimit: used + 1 }), revoked, momentAt())).toMatchObject({
      verdict: 'act',
      act: { ordinal },
      standing: { enrolmentsMade: ordinal, enrolmentsUsed: used + 1 },
    });
  });

  it('does not mind the limits of earnings', () => {
    const promotion = aPromotion({ earnLimit: 0, totalEarnLimit: 0 });
    expect(decideEnrol(promotion, aStanding(), momentAt())).toMatchObject({ verdict: 'act' });
  });

  it('never exceeds the limit nor reuses a number over any course of enrolments and revocations', () => {
    const course = fc.array(fc.constantFrom('enrol', 'enrol', 'revoke'), { maxLength: 60 });
    fc.assert(
      fc.property(fc.option(fc.nat(5)), course, (enrolmentLimit, steps) => {
        let standing: Standing = aStanding();
        for (const step of steps) {
          if (step === 'revoke') {
            standing = revokeLatest(standing);
            continue;
          }
          const before = standing;
          const decision = decideEnrol(aPromotion({ enrolmentLimit }), before, momentAt());
          if (decision.verdict === 'act') {
            expect(decision.act.ordinal).toBe(before.enrolmentsMade + 1);
            standing = decision.standing;
            expect(standing.enrolmentsMade).toBe(before.enrolmentsMade + 1);
          } else {
            expect(before.enrolmentsUsed).toBe(enrolmentLimit);
          }
          expect(standing.enrolmentsUsed).toBeLessThanOrEqual(enrolmentLimit ?? Infinity);
        }
      }),
    );
  });
});

function revokeLatest(standing: Standing): Standing {
  if (standing.enrolment === null) return standing;
  return { ...standing, enrolmentsUsed: standing.enrolmentsUsed - 1, enrolment: null };
}
