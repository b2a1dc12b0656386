/** A customer's standing in a promotion: what limits and decisions depend on. */

/** The customer's latest enrolment in a promotion: an older one ended when it began. */
export interface CurrentEnrolment {
  /** Its number among the customer's enrolments in this promotion, from 1. */
  readonly ordinal: number;
  /** Null while it is only decided upon and not yet recorded. */
  readonly issualId: string | null;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
}

/** What enrolling depends on of where one customer stands in one promotion. */
export interface EnrolmentStanding {
  /** All there ever were, revoked ones included: it numbers the next one. */
  readonly enrolmentsMade: number;
  /** Those that count against the limit. */
  readonly enrolmentsUsed: number;
  /** The latest, unless it was revoked; it may have expired. */
  readonly enrolment: CurrentEnrolment | null;
}

/** What earning depends on of where one customer stands in one promotion. */
export interface EarningStanding extends Pick<EnrolmentStanding, 'enrolmentsMade' | 'enrolment'> {
  readonly earningsMade: number;
  readonly earningsUsed: number;
}

/** Where one customer stands in one promotion. */
export interface Standing extends EnrolmentStanding, EarningStanding {}

/** The standing after one more enrolment, which is not recorded yet. */
export function enrolled<Standing extends EnrolmentStanding>(
  standing: Standing,
  expiresAt: Date | null,
): Standing {
  const enrolment = nextEnrolment(standing, expiresAt);
  const enrolmentsUsed = standing.enrolmentsUsed + 1;
  return { ...standing, enrolmentsMade: enrolment.ordinal, enrolmentsUsed, enrolment };
}

/** The standing under one more enrolment, whether or not it counts against a limit. */
export function begun<Standing extends Pick<EnrolmentStanding, 'enrolmentsMade' | 'enrolment'>>(
  standing: Standing,
  expiresAt: Date | null,
): Standing {
  const enrolment = nextEnrolment(standing, expiresAt);
  return { ...standing, enrolmentsMade: enrolment.ordinal, enrolment };
}

function nextEnrolment(
  { enrolmentsMade }: Pick<EnrolmentStanding, 'enrolmentsMade'>,
  expiresAt: Date | null,
): CurrentEnrolment {
  return { ordinal: enrolmentsMade + 1, issualId: null, expiresAt };
}

/** The standing after one more earning. */
export function earned<Standing extends EarningStanding>(standing: Standing): Standing {
  return {
    ...standing,
    earningsMade: standing.earningsMade + 1,
    earningsUsed: standing.earningsUsed + 1,
  };
}

/** Whether one more act fits under a limit; null is unlimited. */
export function hasRoom(used: number, limit: number | null): boolean {
  return limit === null || used < limit;
}
