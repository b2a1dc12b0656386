import { decideEarn } from './earn.js';
import { decideEnrol } from './enrol.js';
import { hasExpired, type Moment } from './expiry.js';
import { earningsOf, isKept, standingOf, type EnrolmentRecord, type History } from './history.js';
import { statusOf, type Promotion } from './promotion.js';
import { takesAction } from './rules.js';

/** What a promotion is to a customer; it can be several at once, or none. */
export const availabilities = [
  'AVAILABLE_TO_ENROL',
  'AVAILABLE_TO_EARN',
  'AVAILABLE_TO_REDEEM',
  'EXPIRED',
] as const;
export type Availability = (typeof availabilities)[number];

const claims: Record<Availability, (history: History, moment: Moment) => boolean> = {
  AVAILABLE_TO_ENROL: wouldEnrol,
  AVAILABLE_TO_EARN: wouldEarn,
  AVAILABLE_TO_REDEEM: hasSomethingToRedeem,
  EXPIRED: isOver,
};

/** All that the promotion is to the customer at this moment, in the order of the list above. */
export function availabilityOf(history: History, moment: Moment): Availability[] {
  return availabilities.filter((availability) => claims[availability](history, moment));
}

/** The customer's active enrolment: the latest, neither revoked nor lapsed. */
export function activeEnrolment({ promotion, enrolments }: History, now: Date): EnrolmentRecord | null {
  const latest = enrolments.at(-1);
  return latest && isKept(latest) && !hasExpired(promotion, latest.expiresAt, now) ? latest : null;
}

function wouldEnrol(history: History, moment: Moment): boolean {
  const { promotion } = history;
  if (!takesAction(promotion, 'ENROL', moment.now)) return false;
  return decideEnrol(promotion, standingOf(history), moment).verdict === 'act';
}

function wouldEarn(history: History, moment: Moment): boolean {
  const { promotion, totalLeft } = history;
  if (!takesAction(promotion, 'EARN', moment.now)) return false;
  return decideEarn(promotion, standingOf(history), totalLeft, moment).verdict === 'act';
}

/** GENERIC is open to everyone while it is live; what was earned is its customer's until it lapses or is revoked. */
function hasSomethingToRedeem(history: History, { now }: Moment): boolean {
  const { promotion } = history;
  if (!isOn(promotion)) return false;
  if (promotion.kind === 'GENERIC') return statusOf(promotion, now) === 'LIVE';
  return earningsOf(history).some(
    (earning) => isKept(earning) && !hasExpired(promotion, earning.expiresAt, now),
  );
}

/** What was revoked is gone, which is not the same as lapsed. */
function isOver(history: History, { now }: Moment): boolean {
  const { promotion, enrolments } = history;
  if (statusOf(promotion, now) === 'COMPLETED') return true;
  const kept = [...enrolments, ...earningsOf(history)].filter(isKept);
  return kept.length > 0 && kept.every(({ expiresAt }) => hasExpired(promotion, expiresAt, now));
}

/** Whether neither the promotion nor its program is switched off. */
function isOn({ active, program }: Promotion): boolean {
  return active && program.active;
}
