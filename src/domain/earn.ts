/** Decides EARN for one customer. */

import { refuse, type Decision } from './decision.js';
import { earningExpiry, hasExpired, type LocalTime } from './expiry.js';
import type { Promotion, PromotionKind } from './promotion.js';
import { begun, earned, hasRoom, type CurrentEnrolment, type EarningStanding } from './standing.js';

/**
 * An act that records the customer's earning number `ordinal` under `enrolment`. An enrolment without an issualId is a
 * placeholder that is still to be recorded. A null `expiresAt` means the promotion's end.
 */
export interface EarningAct {
  readonly ordinal: number;
  readonly enrolment: CurrentEnrolment;
  readonly expiresAt: Date | null;
}

/**
 * EARN: an Enrol and Issue promotion needs an active, unexpired enrolment; a Direct Issue promotion opens a
 * placeholder on the first earning. Then the limits of the customer and of the promotion as a whole.
 * @param totalLeft how many more earnings the promotion as a whole allows; null means unlimited
 */
export function decideEarn<Standing extends EarningStanding>(
  promotion: Promotion,
  standing: Standing,
  totalLeft: number | null,
  moment: LocalTime,
): Decision<EarningAct, Standing> {
  const based = withPlaceholder(promotion, standing);
  const { enrolment } = based;
  if (!enrolment || hasExpired(promotion, enrolment.expiresAt, moment.now)) return refuse('NOT_ENROLLED');
  if (!hasRoom(standing.earningsUsed, promotion.earnLimit) || totalLeft === 0) return refuse('NOT_ISSUED');
  const expiresAt = earningExpiry(promotion, moment, enrolment.expiresAt);
  const act = { ordinal: standing.earningsMade + 1, enrolment, expiresAt };
  return { verdict: 'act', act, standing: earned(based) };
}

/** Whether the first earning opens a placeholder: a kind of promotion without enrolling needs one for its earnings. */
export const opensPlaceholder: Record<PromotionKind, boolean> = {
  ENROL_AND_ISSUE: false,
  DIRECT_ISSUE: true,
  GENERIC: false,
};

/** A placeholder expires with the promotion. */
function withPlaceholder<Standing extends EarningStanding>(
  promotion: Promotion,
  standing: Standing,
): Standing {
  const opens = opensPlaceholder[promotion.kind] && standing.enrolment === null;
  return opens ? begun(standing, null) : standing;
}
