import type { LocalTime } from '../../src/domain/expiry.js';
import type { CurrentEnrolment, Standing } from '../../src/domain/standing.js';

/** The instant at which the tests of the domain take place, unless they say another. */
export const NOW = new Date('2026-04-01T09:00:00Z');

/** That instant in a calendar without daylight saving. */
export function momentAt(now: Date = NOW): LocalTime {
  return { now, inDays: (days) => daysAfter(now, days) };
}

export function daysAfter(instant: Date, days: number): Date {
  return millisecondsAfter(instant, days * 86_400_000);
}

export function millisecondsAfter(instant: Date, milliseconds: number): Date {
  return new Date(instant.getTime() + milliseconds);
}

/** A customer who has done nothing yet, apart from the changes. */
export function aStanding(changes: Partial<Standing> = {}): Standing {
  return {
    enrolmentsMade: 0,
    enrolmentsUsed: 0,
    enrolment: null,
    earningsMade: 0,
    earningsUsed: 0,
    ...changes,
  };
}

/** A recorded enrolment, the customer's first, which expires with the promotion. */
export function anEnrolment(changes: Partial<CurrentEnrolment> = {}): CurrentEnrolment {
  return { ordinal: 1, issualId: '847', expiresAt: null, ...changes };
}

/** A customer who is enrolled once, apart from the changes. */
export function anEnrolledStanding(changes: Partial<Standing> = {}): Standing {
  return aStanding({ enrolmentsMade: 1, enrolmentsUsed: 1, enrolment: anEnrolment(), ...changes });
}
