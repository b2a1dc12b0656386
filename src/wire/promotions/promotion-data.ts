/** Encodes a customer's promotions. */

import { expiryOf } from '../../domain/expiry.js';
import { type EarningRecord, type EnrolmentWithEarnings, type History } from '../../domain/history.js';
import type { Promotion } from '../../domain/promotion.js';
import { wireId, type WireId, type WireMessage } from '../bulk-response.js';
import { encodePageDetails, type PageDetails, type Part } from './page-details.js';
import { encodePromotion, type WirePromotion } from './promotion.js';

/** In this answer the platform uses the words of its screens: its `issualId` is our earnedId (see decision 6). */
interface WireIssue {
  readonly issualId: WireId;
  readonly issualDate: string;
  readonly issualExpiryDate: string;
  /** The platform's log of events, which a store of our own does not have. */
  readonly issualEventLogId: WireId | null;
  readonly redeemedCount: number;
}

/** And its `enrollmentId` is our issualId. */
interface WireTimeline {
  readonly enrollmentId: WireId;
  readonly enrollmentDate: string;
  readonly enrollmentExpiryDate: string;
  readonly enrollEventLogId: WireId | null;
  readonly issuedDetails: readonly WireIssue[];
}

interface WireCustomerPromotion extends WirePromotion {
  readonly customerPromotionTimelines: readonly WireTimeline[];
}

/** A page of a customer's promotions, in the platform's words. */
export interface PromotionData {
  readonly pageDetails: PageDetails;
  readonly customerId: WireId;
  readonly promotions: readonly WireCustomerPromotion[];
  readonly warnings: readonly WireMessage[];
}

/** The maximum number of enrolments of a promotion, and of earnings, in an answer: the highest limit. */
export const MAX_RECORDS = 100;

/** A history of the page, with the customer's latest enrolments and earnings. */
export interface ListedHistory {
  readonly history: History;
  readonly enrolments: readonly EnrolmentWithEarnings[];
  /** Whether the customer has more. */
  readonly isCut: boolean;
}

/** @param page the histories of this part of the result */
export function encodePromotionData(
  customerId: string,
  page: readonly ListedHistory[],
  part: Part,
): PromotionData {
  const cut = page.filter(({ isCut }) => isCut).map(({ history }) => history.promotion.promotionId);
  return {
    pageDetails: encodePageDetails(part),
    customerId: wireId(customerId),
    promotions: page.map(encodeHistory),
    warnings: cut.length > 0 ? [cutWarning(cut)] : [],
  };
}

/** The platform documents no code for it; 206 is HTTP's status for partial content. */
const PARTIAL_CONTENT = 206;

function cutWarning(promotionIds: readonly string[]): WireMessage {
  return {
    status: false,
    code: PARTIAL_CONTENT,
    message: `In promotions ${promotionIds.join(', ')} only the latest ${MAX_RECORDS} enrolments and earnings are listed: GraphQL's enrolments and earnings list all of them in pages`,
  };
}

function encodeHistory({ history, enrolments }: ListedHistory): WireCustomerPromotion {
  const { promotion, standing, totalLeft } = history;
  return {
    ...encodePromotion(promotion, { ...standing, totalLeft }),
    customerPromotionTimelines: enrolments.map((record) => encodeTimeline(promotion, record)),
  };
}

function encodeTimeline(
  promotion: Promotion,
  { issualId, eventLogId, enrolled, expiresAt, earnings }: EnrolmentWithEarnings,
): WireTimeline {
  return {
    enrollmentId: wireId(issualId),
    enrollmentDate: enrolled.at.toISOString(),
    enrollmentExpiryDate: expiryOf(promotion, expiresAt).toISOString(),
    enrollEventLogId: wireIdOrNull(eventLogId),
    issuedDetails: earnings.map((earning) => encodeIssue(promotion, earning)),
  };
}

function encodeIssue(
  promotion: Promotion,
  { earnedId, eventLogId, earned, expiresAt, redeemedCount = 0 }: EarningRecord,
): WireIssue {
  return {
    issualId: wireId(earnedId),
    issualDate: earned.at.toISOString(),
    issualExpiryDate: expiryOf(promotion, expiresAt).toISOString(),
    issualEventLogId: wireIdOrNull(eventLogId),
    redeemedCount,
  };
}

function wireIdOrNull(id: string | undefined): WireId | null {
  return id === undefined ? null : wireId(id);
}
