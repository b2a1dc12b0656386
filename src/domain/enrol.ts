/** Decides ENROL for one customer. */

import { refuse, type Decision } from './decision.js';
import { enrolmentExpiry, type LocalTime } from './expiry.js';
import type { Promotion } from './promotion.js';
import { enrolled, hasRoom, type EnrolmentStanding } from './standing.js';

/** An act that records the customer's enrolment number `ordinal`. A null `expiresAt` means the promotion's end. */
export interface EnrolmentAct {
  readonly ordinal: number;
  readonly expiresAt: Date | null;
}

/** ENROL: begins a new enrolment within the limit; as the latest it ends the one before. */
export function decideEnrol<Standing extends EnrolmentStanding>(
  promotion: Promotion,
  standing: Standing,
  moment: LocalTime,
): Decision<EnrolmentAct, Standing> {
  if (!hasRoom(standing.enrolmentsUsed, promotion.enrolmentLimit)) return refuse('NOT_ISSUED');
  const expiresAt = enrolmentExpiry(promotion, moment);
  const act = { ordinal: standing.enrolmentsMade + 1, expiresAt };
  return { verdict: 'act', act, standing: enrolled(standing, expiresAt) };
}
