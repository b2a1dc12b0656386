/** Encodes a promotion as promotionData has it. */

import type { Promotion, PromotionKind, PlatformDetails } from '../../domain/promotion.js';
import type { Standing } from '../../domain/standing.js';
import { wireId, type WireId } from '../bulk-response.js';

interface WireRestriction {
  readonly kpi: 'NUMBER_OF_ISSUALS' | 'NUMBER_OF_EARNS';
  readonly maxLimit: string;
  readonly currentCustomerUsage: string;
  readonly limitOn: 'CUSTOMER' | 'PROMOTION';
}

/** A promotion in the platform's words. */
export interface WirePromotion extends Required<
  Pick<PlatformDetails, 'description' | 'eventName' | 'promotionMetadata' | 'limits' | 'customerUsage'>
> {
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

/** The platform's name of each kind. */
export const offerTypes: Record<PromotionKind, string> = {
  ENROL_AND_ISSUE: 'LOYALTY_EARNING',
  DIRECT_ISSUE: 'LOYALTY',
  GENERIC: 'GENERIC',
};

/** The used part of the limits: of one customer, and of all together. */
export interface Usage extends Pick<Standing, 'enrolmentsUsed' | 'earningsUsed'> {
  readonly totalLeft: number | null;
}

export function encodePromotion(promotion: Promotion, usage: Usage): WirePromotion {
  const {
    description = null,
    eventName = null,
    promotionMetadata = [],
    limits = null,
    customerUsage = null,
    promotionRestriction,
  } = promotion.platformDetails ?? {};
  return {
    promotionId: wireId(promotion.promotionId),
    promotionName: promotion.name,
    programId: wireId(promotion.program.programId),
    startDate: promotion.startsAt.toISOString(),
    endDate: promotion.endsAt.toISOString(),
    identifier: promotion.promoIdentifier,
    description,
    active: promotion.active,
    eventName,
    promotionMetadata,
    limits,
    customerUsage,
    pointsOfferType: offerTypes[promotion.kind],
    promotionRestriction: promotionRestriction ?? encodeRestrictions(promotion, usage),
  };
}

type Restrictions = Readonly<
  Record<'issualRestrictions' | 'earnRestrictions' | 'redemptionRestrictions', readonly WireRestriction[]>
>;

function encodeRestrictions(promotion: Promotion, usage: Usage): Restrictions {
  const { kind, enrolmentLimit, earnLimit } = promotion;
  const { enrolmentsUsed, earningsUsed } = usage;
  const none = { issualRestrictions: [], earnRestrictions: [], redemptionRestrictions: [] };
  switch (kind) {
    case 'ENROL_AND_ISSUE':
      return {
        ...none,
        issualRestrictions: [ofCustomer('NUMBER_OF_ISSUALS', enrolmentLimit, enrolmentsUsed)],
        earnRestrictions: [
          ofCustomer('NUMBER_OF_EARNS', earnLimit, earningsUsed),
          ...inTotal(promotion, usage),
        ],
      };
    case 'DIRECT_ISSUE':
      return {
        ...none,
        // The platform has the customer's cap of this kind among the enrolments.
        issualRestrictions: [ofCustomer('NUMBER_OF_ISSUALS', earnLimit, earningsUsed)],
        earnRestrictions: inTotal(promotion, usage),
      };
    case 'GENERIC':
      return none;
  }
}

function ofCustomer(kpi: WireRestriction['kpi'], limit: number | null, used: number): WireRestriction {
  return { kpi, maxLimit: String(limit ?? -1), currentCustomerUsage: String(used), limitOn: 'CUSTOMER' };
}

/** The limit of all customers together, where there is one. */
function inTotal({ totalEarnLimit }: Promotion, { totalLeft }: Usage): WireRestriction[] {
  if (totalEarnLimit === null) return [];
  return [
    {
      kpi: 'NUMBER_OF_EARNS',
      maxLimit: String(totalEarnLimit),
      currentCustomerUsage: String(totalEarnLimit - (totalLeft ?? totalEarnLimit)),
      limitOn: 'PROMOTION',
    },
  ];
}
