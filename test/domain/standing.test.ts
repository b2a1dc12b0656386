import { describe, expect, it } from 'vitest';
import { earned, enrolled, hasRoom } from '../../src/domain/standing.js';
import { anEnrolledStanding, anEnrolment, aStanding, NOW } from './standings.js';

describe('a limit', () => {
  it.each([
    ['no act at all', 0, 0, false],
    ['the first act, at a limit of one', 0, 1, true],
    ['a second act, at a limit of one', 1, 1, false],
    ['the last but one', 98, 100, true],
    ['the last', 99, 100, true],
    ['one too many', 100, 100, false],
    ['more, where a limit was lowered beneath what is used', 5, 3, false],
    ['the first, where it is unlimited', 0, null, true],
    ['the millionth, where it is unlimited', 999_999, null, true],
  ])('has room for %s: %i of %s used → %s', (_, used, limit, room) => {
    expect(hasRoom(used, limit)).toBe(room);
  });
});

describe('the standing of a customer', () => {
  it('after an enrolment has the new one as its current enrolment, which has no id yet', () => {
    expect(enrolled(aStanding(), NOW)).toEqual(
      aStanding({
        enrolmentsMade: 1,
        enrolmentsUsed: 1,
        enrolment: { ordinal: 1, issualId: null, expiresAt: NOW },
      }),
    );
  });

  it('after a further enrolment has forgotten the one before, and keeps its earnings', () => {
    const before = anEnrolledStanding({ earningsMade: 3, earningsUsed: 2 });
    expect(enrolled(before, null)).toEqual({
      enrolmentsMade: 2,
      enrolmentsUsed: 2,
      enrolment: { ordinal: 2, issualId: null, expiresAt: null },
      earningsMade: 3,
      earningsUsed: 2,
    });
  });

  it('counts all enrolments that were ever made to number the next, and only those not revoked as used', () => {
    expect(enrolled(aStanding({ enrolmentsMade: 7, enrolmentsUsed: 2 }), null)).toMatchObject({
      enrolmentsMade: 8,
      enrolmentsUsed: 3,
      enrolment: { ordinal: 8 },
    });
  });

  it('after an earning has one earning more, under the same enrolment', () => {
    const before = anEnrolledStanding({ earningsMade: 4, earningsUsed: 1 });
    expect(earned(before)).toEqual(anEnrolledStanding({ earningsMade: 5, earningsUsed: 2 }));
  });

  it('is a value: what comes after it leaves it as it was', () => {
    const standing = Object.freeze(anEnrolledStanding({ enrolment: Object.freeze(anEnrolment()) }));
    enrolled(standing, NOW);
    earned(standing);
    expect(standing).toEqual(anEnrolledStanding());
  });
});
