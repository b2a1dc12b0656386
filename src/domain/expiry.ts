/** When enrolments and earnings expire. */

import type { Promotion } from './promotion.js';

/** The instant of an act in the organisation's calendar. */
export interface LocalTime {
  readonly now: Date;
  /** The same time of day some days later in the organisation's time zone, across daylight saving. */
  readonly inDays: (days: number) => Date;
}

/** When an enrolment made now expires; null means with the promotion. */
export function enrolmentExpiry(promotion: Promotion, moment: LocalTime): Date | null {
  return promotion.enrolmentExpiryDays === null ? null : moment.inDays(promotion.enrolmentExpiryDays);
}

/** When an earning made now expires, never later than its enrolment; null means with the promotion. */
export function earningExpiry(
  promotion: Promotion,
  moment: LocalTime,
  enrolmentExpiresAt: Date | null,
): Date | null {
  const own = promotion.earningExpiryDays === null ? null : moment.inDays(promotion.earningExpiryDays);
  const ownEnd = expiryOf(promotion, own);
  return ownEnd <= expiryOf(promotion, enrolmentExpiresAt) ? own : enrolmentExpiresAt;
}

/** Whether the instant of expiry has passed or is now. */
export function hasExpired(promotion: Promotion, expiresAt: Date | null, now: Date): boolean {
  return expiryOf(promotion, expiresAt) <= now;
}

/** The instant of expiry, with the promotion's end in place of null. */
export function expiryOf(promotion: Promotion, expiresAt: Date | null): Date {
  return expiresAt ?? promotion.endsAt;
}
