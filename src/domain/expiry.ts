/** When enrolments and earnings expire. */

import type { Promotion } from './promotion.js';

/** The instant of an act, and the organisation's calendar to reckon from it. */
export interface LocalTime {
  readonly now: Date;
  /** The same time of day so many days later in the organisation's time zone, across daylight saving. */
  readonly inDays: (days: number) => Date;
}

/** When an enrolment made at this moment lapses; null is with the promotion. */
export function enrolmentExpiry(promotion: Promotion, moment: LocalTime): Date | null {
  return promotion.enrolmentExpiryDays === null ? null : moment.inDays(promotion.enrolmentExpiryDays);
}

/** When an earning made at this moment lapses: never later than its enrolment; null is with the promotion. */
export function earningExpiry(
  promotion: Promotion,
  moment: LocalTime,
  enrolmentExpiresAt: Date | null,
): Date | null {
  const own = promotion.earningExpiryDays === null ? null : moment.inDays(promotion.earningExpiryDays);
  const ownEnd = expiryOf(promotion, own);
  return ownEnd <= expiryOf(promotion, enrolmentExpiresAt) ? own : enrolmentExpiresAt;
}

/** Whether what expires then is over by now: at the very instant of its expiry it is. */
export function hasExpired(promotion: Promotion, expiresAt: Date | null, now: Date): boolean {
  return expiryOf(promotion, expiresAt) <= now;
}

/** The instant at which something lapses, with the promotion's own end in place of null. */
export function expiryOf(promotion: Promotion, expiresAt: Date | null): Date {
  return expiresAt ?? promotion.endsAt;
}
