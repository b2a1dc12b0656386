/** The settings of a promotion that can change, and the effects of a change on customers. */

import type { Promotion } from '../domain/promotion.js';

/** The members of a promotion that can be changed; its kind, program and ids cannot. */
export const promotionSettings = [
  'name',
  'active',
  'startsAt',
  'endsAt',
  'enrolmentLimit',
  'earnLimit',
  'totalEarnLimit',
  'enrolmentExpiryDays',
  'earningExpiryDays',
] as const satisfies readonly (keyof Promotion)[];

export type PromotionSettings = Pick<Promotion, (typeof promotionSettings)[number]>;

/** How many enrolments and earnings expire at once, or come back, because the promotion ends at another instant. */
export interface Affects {
  readonly expiredEnrolments: number;
  readonly expiredEarnings: number;
  readonly revivedEnrolments: number;
  readonly revivedEarnings: number;
}

export const affectsNothing: Affects = {
  expiredEnrolments: 0,
  expiredEarnings: 0,
  revivedEnrolments: 0,
  revivedEarnings: 0,
};

/** The members that differ. */
export function changedSettings(
  before: PromotionSettings,
  after: PromotionSettings,
): (keyof PromotionSettings)[] {
  const plain = (value: unknown) => (value instanceof Date ? value.getTime() : value);
  return promotionSettings.filter((name) => plain(before[name]) !== plain(after[name]));
}

/** What happens to all that expires with the promotion: a new end in the past expires it, one in the future revives it. */
export function effectOfEnd(before: Date, after: Date, now: Date): 'expires' | 'revives' | null {
  if (now < before && after <= now) return 'expires';
  return before <= now && now < after ? 'revives' : null;
}
