/** Derives what a customer can do with a promotion. */

import { decideEarn } from './earn.js';
import { decideEnrol } from './enrol.js';
import { hasExpired, type LocalTime } from './expiry.js';
import { laterOf, type History } from './history.js';
import { statusOf, type Promotion, type PromotionKind } from './promotion.js';
import { takesAction } from './supported-actions.js';
import type { CurrentEnrolment } from './standing.js';

/** A customer's availabilities in a promotion: several at once, or none. */
export const availabilities = [
  'AVAILABLE_TO_ENROL',
  'AVAILABLE_TO_EARN',
  'AVAILABLE_TO_REDEEM',
  'EXPIRED',
] as const;
export type Availability = (typeof availabilities)[number];

const claims: Record<Availability, (history: History, moment: LocalTime) => boolean> = {
  AVAILABLE_TO_ENROL: wouldEnrol,
  AVAILABLE_TO_EARN: wouldEarn,
  AVAILABLE_TO_REDEEM: hasSomethingToRedeem,
  EXPIRED: isOver,
};

/** The availabilities at this instant, in the order of the list above. */
export function availabilityOf(history: History, moment: LocalTime): Availability[] {
  return availabilities.filter((availability) => claims[availability](history, moment));
}

/** Whether this is one of the availabilities at this instant, without working out the others. */
export function isAvailable(history: History, availability: Availability, moment: LocalTime): boolean {
  return claims[availability](history, moment);
}

/** The customer's active enrolment: the latest, neither revoked nor expired. */
export function activeEnrolment({ promotion, standing }: History, now: Date): CurrentEnrolment | null {
  const { enrolment } = standing;
  return enrolment && !hasExpired(promotion, enrolment.expiresAt, now) ? enrolment : null;
}

function wouldEnrol({ promotion, standing }: History, moment: LocalTime): boolean {
  if (!takesAction(promotion, 'ENROL', moment.now)) return false;
  return decideEnrol(promotion, standing, moment).verdict === 'act';
}

function wouldEarn({ promotion, standing, totalLeft }: History, moment: LocalTime): boolean {
  if (!takesAction(promotion, 'EARN', moment.now)) return false;
  return decideEarn(promotion, standing, totalLeft, moment).verdict === 'act';
}

/** Whether every customer can redeem it while it is live, without an earning. */
const isOpenToEveryone: Record<PromotionKind, boolean> = {
  ENROL_AND_ISSUE: false,
  DIRECT_ISSUE: false,
  GENERIC: true,
};

/** An earning can be redeemed until it expires or is revoked. */
function hasSomethingToRedeem(
  { promotion, earningsExpireAt: earningsLapseAt }: History,
  { now }: LocalTime,
): boolean {
  if (!isOn(promotion)) return false;
  if (isOpenToEveryone[promotion.kind]) return statusOf(promotion, now) === 'LIVE';
  return earningsLapseAt !== null && earningsLapseAt > now;
}

/** Whether everything that the customer had has expired; revoked items do not count as expired. */
function isOver(
  { promotion, enrolmentsExpireAt: enrolmentsLapseAt, earningsExpireAt: earningsLapseAt }: History,
  { now }: LocalTime,
): boolean {
  if (statusOf(promotion, now) === 'COMPLETED') return true;
  const last = laterOf(enrolmentsLapseAt, earningsLapseAt);
  return last !== null && last <= now;
}

/** Whether neither the promotion nor its program is switched off. */
function isOn({ active, program }: Promotion): boolean {
  return active && program.active;
}
