/** Encodes promotions outside of a customer: one by its ids, and lists. */

import { statusOf, type Promotion, type PromotionStatus } from '../../domain/promotion.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import { wireId, type WireId } from '../bulk-response.js';
import { encodePageDetails, type PageDetails, type Part } from './page-details.js';
import { offerTypes } from './promotion.js';

interface NamedLimit {
  readonly name: string;
  readonly value: number;
}

interface NamedExpiry {
  readonly name: string;
  readonly type: 'PROMOTION' | 'CUSTOM';
  /** Days after the act. */
  readonly value: number | null;
}

/** A promotion as the routes of promotions have it. */
interface WirePromotionDetails {
  readonly id: WireId;
  readonly name: string;
  readonly description: unknown;
  readonly promotionStatus: PromotionStatus;
  readonly programId: WireId;
  readonly programName: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly identifier: string | null;
  readonly isActive: boolean;
  readonly eventName: unknown;
  readonly promotionType: unknown;
  readonly pointsOfferType: string;
  readonly loyaltyEarningType: unknown;
  readonly limits: unknown;
  /** Ours, or as a platform has it. */
  readonly promotionRestrictions: unknown;
}

/** The answer about promotions, or why there are none. */
export interface PromotionsAnswer {
  readonly status: { readonly code: number; readonly message: string };
  readonly validationErrors: readonly { readonly code: number; readonly message: string }[] | null;
  readonly data: readonly WirePromotionDetails[] | null;
  readonly pageDetails?: PageDetails;
}

const SUCCESS = { code: 200, message: 'success' } as const;

/** What these routes refuse, with the platform's code. Its words for them are not documented. */
const refusals = {
  INVALID_PROGRAM: { code: 2010, message: catalogue.INVALID_PROGRAM.message },
  INVALID_PROMOTION: { code: 4029, message: catalogue.INVALID_PROMOTION.message },
  LIMIT_OR_OFFSET_MISSING: { code: 4054, message: 'limit and offset are required' },
  LIMIT_TOO_LARGE: { code: 4055, message: 'limit must be at most 100' },
  DATE_MISSING: { code: 4053, message: 'startDate and endDate are required together' },
  DATE_UNREADABLE: { code: 4057, message: 'startDate and endDate must be dates such as 2026-01-31' },
} as const;
export type PromotionsRefusal = keyof typeof refusals;

/** The answer about one promotion: a list of one. */
export function encodePromotionAnswer(promotion: Promotion, now: Date): PromotionsAnswer {
  return { status: SUCCESS, validationErrors: null, data: [encodeDetails(promotion, now)] };
}

export function encodePromotionList(
  promotions: readonly Promotion[],
  part: Part,
  now: Date,
): PromotionsAnswer {
  return {
    status: SUCCESS,
    validationErrors: null,
    data: promotions.map((promotion) => encodeDetails(promotion, now)),
    pageDetails: encodePageDetails(part),
  };
}

export function encodePromotionsRefusal(refusal: PromotionsRefusal): PromotionsAnswer {
  return {
    status: { code: 400, message: 'validation failed' },
    validationErrors: [refusals[refusal]],
    data: null,
  };
}

function encodeDetails(promotion: Promotion, now: Date): WirePromotionDetails {
  const { program, platformDetails = {} } = promotion;
  return {
    id: wireId(promotion.promotionId),
    name: promotion.name,
    description: platformDetails.description ?? null,
    promotionStatus: statusOf(promotion, now),
    programId: wireId(program.programId),
    programName: program.name,
    startDate: promotion.startsAt.toISOString(),
    endDate: promotion.endsAt.toISOString(),
    identifier: promotion.promoIdentifier,
    isActive: promotion.active,
    eventName: platformDetails.eventName ?? null,
    promotionType: platformDetails.promotionType ?? null,
    pointsOfferType: offerTypes[promotion.kind],
    loyaltyEarningType: platformDetails.loyaltyEarningType ?? null,
    limits: platformDetails.limits ?? null,
    promotionRestrictions: platformDetails.promotionRestrictions ?? {
      restrictions: encodeNamedRestrictions(promotion),
    },
  };
}

function encodeNamedRestrictions(
  promotion: Promotion,
): Readonly<Record<string, readonly (NamedLimit | NamedExpiry)[]>> {
  const { kind, enrolmentLimit, earnLimit, totalEarnLimit } = promotion;
  const isDirect = kind === 'DIRECT_ISSUE';
  const isGeneric = kind === 'GENERIC';
  return {
    issualRestrictions: isGeneric
      ? []
      : [limit('MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', isDirect ? earnLimit : enrolmentLimit)],
    earnRestrictions: isGeneric
      ? []
      : [
          ...(isDirect ? [] : [limit('MAX_NUMBER_OF_EARNS_PER_CUSTOMER', earnLimit)]),
          ...(totalEarnLimit === null ? [] : [limit('MAX_NUMBER_OF_EARNS_PER_PROMOTION', totalEarnLimit)]),
        ],
    redemptionRestrictions: [],
    expiryRestrictions: isGeneric ? [] : expiriesOf(promotion),
  };
}

/** -1 is no limit. */
function limit(name: string, value: number | null): NamedLimit {
  return { name, value: value ?? -1 };
}

function expiriesOf({ kind, enrolmentExpiryDays, earningExpiryDays }: Promotion): NamedExpiry[] {
  const ofEarnings = expiry('EARN_PROMOTION_EXPIRY_BASED_ON', earningExpiryDays);
  return kind === 'DIRECT_ISSUE'
    ? [ofEarnings]
    : [expiry('ISSUAL_PROMOTION_EXPIRY_BASED_ON', enrolmentExpiryDays), ofEarnings];
}

function expiry(name: string, days: number | null): NamedExpiry {
  return { name, type: days === null ? 'PROMOTION' : 'CUSTOM', value: days };
}
