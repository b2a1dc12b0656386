import { lapseOf } from '../domain/expiry.js';
import {
  isKept,
  standingOf,
  type EarningRecord,
  type EnrolmentRecord,
  type History,
} from '../domain/history.js';
import type { Promotion } from '../domain/promotion.js';
import { wireId, type WireId, type WireMessage } from './bulk-response.js';
import { encodePromotion, type WirePromotion } from './promotion.js';

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

interface WireCustomerPromotion extends WirePromotion {
  readonly customerPromotionTimelines: readonly WireTimeline[];
}

/** A page of a customer's promotions, in the platform's words. */
export interface PromotionData {
  readonly pageDetails: { readonly limit: number; readonly offset: number; readonly total: number };
  readonly customerId: WireId;
  readonly promotions: readonly WireCustomerPromotion[];
  readonly warnings: readonly WireMessage[];
}

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

function encodeHistory(history: History): WireCustomerPromotion {
  const { promotion, enrolments, totalLeft } = history;
  return {
    ...encodePromotion(promotion, { ...standingOf(history), totalLeft }),
    customerPromotionTimelines: enrolments.filter(isKept).map((record) => encodeTimeline(promotion, record)),
  };
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
