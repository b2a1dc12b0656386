/** A customer's standing in a promotion: what limits and decisions depend on. */

/** The customer's latest enrolment in a promotion: an older one ended when it began. */
export interface CurrentEnrolment {
  /** Its number among the customer's enrolments in this promotion, from 1. */
  readonly ordinal: number;
  /** Null until it is recorded. */
  readonly issualId: string | null;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
}

/** The part of a standing that ENROL depends on. */
export interface EnrolmentStanding {
  /** All enrolments, revoked ones included; it numbers the next one. */
  readonly enrolmentsMade: number;
  /** The ones that count against the limit. */
  readonly enrolmentsUsed: number;
  /** The latest, unless it was revoked; it may have expired. */
  readonly enrolment: CurrentEnrolment | null;
}

/** The part of a standing that EARN depends on. */
export interface EarningStanding extends Pick<EnrolmentStanding, 'enrolmentsMade' | 'enrolment'> {
  readonly earningsMade: number;
  readonly earningsUsed: number;
}

/** A customer's whole standing in a promotion. */
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

/** Whether one more act fits under a limit; null means unlimited. */
export function hasRoom(used: number, limit: number | null): boolean {
  return limit === null || used < limit;
}
