/** Programs, promotions, and their status. */

/** ENROL_AND_ISSUE: enrol first, then earn. DIRECT_ISSUE: earn at once. GENERIC: neither. A promotion's kind never changes. */
export const promotionKinds = ['ENROL_AND_ISSUE', 'DIRECT_ISSUE', 'GENERIC'] as const;
export type PromotionKind = (typeof promotionKinds)[number];

export const promotionStatuses = ['UPCOMING', 'LIVE', 'COMPLETED', 'INACTIVE'] as const;
export type PromotionStatus = (typeof promotionStatuses)[number];

/** The longest external identifier of a promotion, in UTF-16 code units. */
export const MAX_PROMO_IDENTIFIER_LENGTH = 255;

/** A loyalty program of an organisation; `programId` is decimal digits. */
export interface Program {
  readonly programId: string;
  readonly name: string;
  readonly active: boolean;
  /** Whether only its members take part; absent or false is open to every customer. */
  readonly membersOnly?: boolean;
  /** What a platform says beyond that; no rule depends on it. */
  readonly platformDetails?: ProgramDetails;
}

/** Details of a program in a platform's own form, to be passed on as they are. */
export interface ProgramDetails {
  readonly programDescription?: unknown;
  readonly pointsToCurrencyRatio?: unknown;
  readonly partnerPrograms?: unknown;
  readonly default?: unknown;
}

/**
 * A promotion of a program. Limits count acts that are not revoked; null means unlimited.
 * Expiries are in whole days after the act, in the organisation's time zone; null expires with the promotion.
 */
export interface Promotion {
  readonly promotionId: string;
  readonly promoIdentifier: string | null;
  readonly program: Program;
  readonly name: string;
  readonly kind: PromotionKind;
  readonly active: boolean;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly enrolmentLimit: number | null;
  readonly earnLimit: number | null;
  /** The limit of all customers together. */
  readonly totalEarnLimit: number | null;
  readonly enrolmentExpiryDays: number | null;
  readonly earningExpiryDays: number | null;
  /** What a platform says beyond that; no rule depends on it. */
  readonly platformDetails?: PlatformDetails;
}

/** Details of a promotion in a platform's own form, to be passed on as they are. */
export interface PlatformDetails {
  readonly description?: unknown;
  readonly eventName?: unknown;
  readonly promotionMetadata?: unknown;
  readonly limits?: unknown;
  readonly customerUsage?: unknown;
  readonly promotionRestriction?: unknown;
  readonly promotionRestrictions?: unknown;
  readonly promotionType?: unknown;
  readonly loyaltyEarningType?: unknown;
}

/** The status at an instant: live from its start (inclusive) to its end (exclusive) while it is switched on. */
export function statusOf(promotion: Promotion, now: Date): PromotionStatus {
  if (!promotion.active) return 'INACTIVE';
  // Comparing the dates themselves takes several times as long, and one request may ask a million times.
  const time = now.getTime();
  if (time < promotion.startsAt.getTime()) return 'UPCOMING';
  return time < promotion.endsAt.getTime() ? 'LIVE' : 'COMPLETED';
}
