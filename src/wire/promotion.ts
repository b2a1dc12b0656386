/** Encodes a promotion. */

import type { Refusal } from '../domain/errors.js';
import type { Promotion, PromotionKind, ToldDetails } from '../domain/promotion.js';
import type { Standing } from '../domain/standing.js';
import { wireId, wireMessage, type WireId, type WireMessage } from './bulk-response.js';

interface WireRestriction {
  readonly kpi: string;
  readonly maxLimit: string;
  /** Only in answers about a customer. */
  readonly currentCustomerUsage?: string;
  readonly limitOn: 'CUSTOMER' | 'PROMOTION';
}

/** A promotion in the platform's words. */
export interface WirePromotion extends Omit<ToldDetails, 'promotionRestriction'> {
  readonly promotionId: WireId;
  readonly promotionName: string;
  readonly programId: WireId;
  readonly startDate: string;
  readonly endDate: string;
  readonly identifier: string | null;
  readonly active: boolean;
  readonly pointsOfferType: string;
  /** Ours, or as a platform has it. */
  readonly promotionRestriction: unknown;
}

/** The answer about one promotion. */
export interface PromotionAnswer {
  readonly data: WirePromotion | null;
  readonly errors: readonly WireMessage[];
}

const offerTypes: Record<PromotionKind, string> = {
  ENROL_AND_ISSUE: 'LOYALTY_EARNING',
  DIRECT_ISSUE: 'LOYALTY',
  GENERIC: 'GENERIC',
};

/** The used part of the limits: of one customer, and of all together. */
export interface Usage extends Pick<Standing, 'enrolmentsUsed' | 'earningsUsed'> {
  readonly totalLeft: number | null;
}

export function encodePromotionAnswer(promotion: Promotion): PromotionAnswer {
  return { data: encodePromotion(promotion, null), errors: [] };
}

export function encodePromotionFailure(refusal: Refusal): PromotionAnswer {
  return { data: null, errors: [wireMessage(refusal)] };
}

/** @param usage null without a customer */
export function encodePromotion(promotion: Promotion, usage: Usage | null): WirePromotion {
  return {
    promotionId: wireId(promotion.promotionId),
    promotionName: promotion.name,
    programId: wireId(promotion.program.programId),
    startDate: promotion.startsAt.toISOString(),
    endDate: promotion.endsAt.toISOString(),
    identifier: promotion.promoIdentifier,
    active: promotion.active,
    pointsOfferType: offerTypes[promotion.kind],
    promotionRestriction: encodeRestrictions(promotion, usage),
    ...promotion.told,
  };
}

/** Whether each kind of promotion has limits of enrolments and of earnings. */
const limitsOf: Record<PromotionKind, { readonly enrolments: boolean; readonly earnings: boolean }> = {
  ENROL_AND_ISSUE: { enrolments: true, earnings: true },
  DIRECT_ISSUE: { enrolments: false, earnings: true },
  GENERIC: { enrolments: false, earnings: false },
};

function encodeRestrictions(
  { kind, enrolmentLimit, earnLimit, totalEarnLimit }: Promotion,
  usage: Usage | null,
): Readonly<Record<'issualRestrictions' | 'earnRestrictions', readonly WireRestriction[]>> {
  const enrolments = restriction('ISSUAL', enrolmentLimit, usage?.enrolmentsUsed, 'CUSTOMER');
  const earnings = restriction('EARN', earnLimit, usage?.earningsUsed, 'CUSTOMER');
  const inTotal =
    totalEarnLimit === null
      ? []
      : [restriction('EARN', totalEarnLimit, usedInTotal(totalEarnLimit, usage), 'PROMOTION')];
  const has = limitsOf[kind];
  return {
    issualRestrictions: has.enrolments ? [enrolments] : [],
    earnRestrictions: has.earnings ? [earnings, ...inTotal] : [],
  };
}

function usedInTotal(limit: number, usage: Usage | null): number | undefined {
  return usage ? limit - (usage.totalLeft ?? limit) : undefined;
}

function restriction(
  kpi: string,
  limit: number | null,
  used: number | undefined,
  limitOn: WireRestriction['limitOn'],
): WireRestriction {
  return {
    kpi,
    maxLimit: String(limit ?? -1),
    ...(used !== undefined && { currentCustomerUsage: String(used) }),
    limitOn,
  };
}
