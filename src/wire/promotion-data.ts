import { lapseOf } from '../domain/expiry.js';
import {
  isKept,
  standingOf,
  type EarningRecord,
  type EnrolmentRecord,
  type History,
} from '../domain/history.js';
import type { Promotion, PromotionKind } from '../domain/promotion.js';
import { wireId, type WireId, type WireMessage } from './bulk-response.js';

/** In this answer the platform uses the words of its screens: its `issualId` is our earnedId (see decision 6). */
interface WireIssue {
  readonly issualId: WireId;
  readonly issualDate: string;
  readonly issualExpiryDate: string;
  readonly redeemedCount: number;
}

/** And its `enrollmentId` is our issualId. */
interface WireTimeline {
  readonly enrollmentId: WireId;
  readonly enrollmentDate: string;
  readonly enrollmentExpiryDate: string;
  readonly issuedDetails: readonly WireIssue[];
}

interface WireRestriction {
  readonly kpi: string;
  readonly maxLimit: string;
  readonly currentCustomerUsage: string;
  readonly limitOn: 'CUSTOMER' | 'PROMOTION';
}

interface WirePromotion {
  readonly promotionId: WireId;
  readonly promotionName: string;
  readonly programId: WireId;
  readonly startDate: string;
  readonly endDate: string;
  readonly identifier: string | null;
  readonly active: boolean;
  readonly pointsOfferType: string;
  readonly promotionRestriction: {
    readonly issualRestrictions: readonly WireRestriction[];
    readonly earnRestrictions: readonly WireRestriction[];
  };
  readonly customerPromotionTimelines: readonly WireTimeline[];
}

/** A page of a customer's promotions, in the platform's words. */
export interface PromotionData {
  readonly pageDetails: { readonly limit: number; readonly offset: number; readonly total: number };
  readonly customerId: WireId;
  readonly promotions: readonly WirePromotion[];
  readonly warnings: readonly WireMessage[];
}

const offerTypes: Record<PromotionKind, string> = {
  ENROL_AND_ISSUE: 'LOYALTY_EARNING',
  DIRECT_ISSUE: 'LOYALTY',
  GENERIC: 'GENERIC',
};

/** @param histories all that were wanted, of which the page is a part */
export function encodePromotionData(
  customerId: string,
  histories: readonly History[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): PromotionData {
  return {
    pageDetails: { limit, offset, total: histories.length },
    customerId: wireId(customerId),
    promotions: histories.slice(offset, offset + limit).map(encodeHistory),
    warnings: [],
  };
}

function encodeHistory(history: History): WirePromotion {
  const { promotion, enrolments } = history;
  return {
    promotionId: wireId(promotion.promotionId),
    promotionName: promotion.name,
    programId: wireId(promotion.program.programId),
    startDate: promotion.startsAt.toISOString(),
    endDate: promotion.endsAt.toISOString(),
    identifier: promotion.promoIdentifier,
    active: promotion.active,
    pointsOfferType: offerTypes[promotion.kind],
    promotionRestriction: encodeRestrictions(history),
    customerPromotionTimelines: enrolments.filter(isKept).map((record) => encodeTimeline(promotion, record)),
  };
}

/** Each kind has the limits that mean something to it. */
function encodeRestrictions(history: History): WirePromotion['promotionRestriction'] {
  const { promotion, totalLeft } = history;
  const { kind, enrolmentLimit, earnLimit, totalEarnLimit } = promotion;
  const { enrolmentsUsed, earningsUsed } = standingOf(history);
  const total =
    totalEarnLimit === null || totalLeft === null
      ? []
      : [restriction('EARN', totalEarnLimit, totalEarnLimit - totalLeft, 'PROMOTION')];
  return {
    issualRestrictions:
      kind === 'ENROL_AND_ISSUE' ? [restriction('ISSUAL', enrolmentLimit, enrolmentsUsed, 'CUSTOMER')] : [],
    earnRestrictions:
      kind === 'GENERIC' ? [] : [restriction('EARN', earnLimit, earningsUsed, 'CUSTOMER'), ...total],
  };
}

function restriction(
  kpi: string,
  limit: number | null,
  used: number,
  limitOn: WireRestriction['limitOn'],
): WireRestriction {
  return { kpi, maxLimit: String(limit ?? -1), currentCustomerUsage: String(used), limitOn };
}

function encodeTimeline(
  promotion: Promotion,
  { issualId, enrolled, expiresAt, earnings }: EnrolmentRecord,
): WireTimeline {
  return {
    enrollmentId: wireId(issualId),
    enrollmentDate: enrolled.at.toISOString(),
    enrollmentExpiryDate: lapseOf(promotion, expiresAt).toISOString(),
    issuedDetails: earnings.filter(isKept).map((earning) => encodeIssue(promotion, earning)),
  };
}

function encodeIssue(promotion: Promotion, { earnedId, earned, expiresAt }: EarningRecord): WireIssue {
  return {
    issualId: wireId(earnedId),
    issualDate: earned.at.toISOString(),
    issualExpiryDate: lapseOf(promotion, expiresAt).toISOString(),
    redeemedCount: 0,
  };
}
