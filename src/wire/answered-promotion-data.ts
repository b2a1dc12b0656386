/** Decodes a customer's promotions at a platform. */

import {
  historyOf,
  type Provenance,
  type EarningRecord,
  type EnrolmentWithEarnings,
  type FullHistory,
} from '../domain/history.js';
import type { Refusal } from '../domain/errors.js';
import { decodeMessages, refusalOf } from './answered-message.js';
import {
  dateOf,
  decodePromotion,
  leftOf,
  objectsOf,
  readable,
  requiredId,
  UnreadableAnswer,
  type ProgramOf,
} from './answered-promotion.js';
import { isAbsent, isObject, textOf, type Json } from './json.js';

/** A page of a customer's promotions, or the failure. */
export type AnsweredPromotionData =
  | {
      readonly status: 'found';
      readonly customerId: string;
      readonly histories: readonly FullHistory[];
      /** The number of promotions on this page, and on all pages; the latter is null when the platform does not report it. */
      readonly listed: number;
      readonly total: number | null;
    }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/**
 * Reads an answer of promotionData, which reports neither the recording client nor revoked items.
 * @throws UnreadableAnswer
 */
export function decodePromotionData(body: unknown, programOf: ProgramOf): AnsweredPromotionData {
  if (!isObject(body)) throw new UnreadableAnswer('The answer is not a JSON object');
  const [error] = readable(decodeMessages(body.errors), 'The errors of the answer');
  if (error) return { status: 'refused', refusal: refusalOf(error, 'ENROL_AND_EARN') };
  if (!Array.isArray(body.promotions)) throw new UnreadableAnswer('The answer lists no promotions');
  const promotions = objectsOf(body.promotions, 'A promotion');
  return {
    status: 'found',
    customerId: requiredId(body.customerId),
    histories: promotions.map((fields) => decodeHistory(fields, programOf)),
    listed: promotions.length,
    total: totalOf(body.pageDetails, promotions.length),
  };
}

/** @throws UnreadableAnswer where it is no count, or less than is listed: pages would be missed */
function totalOf(pageDetails: unknown, listed: number): number | null {
  if (!isObject(pageDetails) || isAbsent(pageDetails.total)) return null;
  const total = Number(textOf(pageDetails.total) || NaN);
  if (!Number.isInteger(total) || total < listed) throw new UnreadableAnswer('A total cannot be read');
  return total;
}

function decodeHistory(fields: Json, programOf: ProgramOf): FullHistory {
  const restrictions = isObject(fields.promotionRestriction) ? fields.promotionRestriction : {};
  const promotion = decodePromotion(fields, programOf);
  const totalLeft = leftOf(restrictions.earnRestrictions, 'PROMOTION');
  const enrolments = objectsOf(fields.customerPromotionTimelines, 'An enrolment')
    .map(decodeTimeline)
    .sort((a, b) => byAge(a.enrolled, a.issualId, b.enrolled, b.issualId))
    .map((record, i) => ({ ...record, ordinal: i + 1 }));
  return historyOf({ promotion, totalLeft }, enrolments);
}

/** Here the platform's `enrollmentId` is our issualId, and its `issualId` our earnedId (see decision 6). */
function decodeTimeline(timeline: Json): Omit<EnrolmentWithEarnings, 'ordinal'> {
  return {
    issualId: requiredId(timeline.enrollmentId),
    enrolled: deedAt(timeline.enrollmentDate),
    expiresAt: lapseAt(timeline.enrollmentExpiryDate),
    revoked: null,
    earnings: objectsOf(timeline.issuedDetails, 'An earning')
      .map(decodeIssue)
      .sort((a, b) => byAge(a.earned, a.earnedId, b.earned, b.earnedId)),
  };
}

function decodeIssue({ issualId, issualDate, issualExpiryDate }: Json): EarningRecord {
  return {
    earnedId: requiredId(issualId),
    earned: deedAt(issualDate),
    expiresAt: lapseAt(issualExpiryDate),
    revoked: null,
  };
}

function deedAt(date: unknown): Provenance {
  return { at: dateOf(date), clientId: null, requestId: null };
}

function lapseAt(date: unknown): Date | null {
  return textOf(date) === '' ? null : dateOf(date);
}

/** Oldest first; rising ids order two of the same instant. */
function byAge(a: Provenance, idOfA: string, b: Provenance, idOfB: string): number {
  return a.at.getTime() - b.at.getTime() || (BigInt(idOfA) < BigInt(idOfB) ? -1 : 1);
}
