/** Decodes a customer's promotions at a platform. */

import {
  historyOf,
  type Provenance,
  type EarningRecord,
  type EnrolmentWithEarnings,
  type FullHistory,
} from '../../domain/history.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { idOf } from './answered-bulk.js';
import { decodeMessages, refusalOf } from './answered-message.js';
import { decodeLimits } from './answered-limits.js';
import { capOfDirectIssue, decodePromotion, type ProgramOf } from './answered-promotion.js';
import { isAbsent, isObject, listOf, textOf, type Json } from '../json.js';
import {
  dateOf,
  objectsOf,
  precisionOf,
  readable,
  requiredId,
  UnreadableAnswer,
} from './unreadable-answer.js';

/** A promotion of which a part cannot be read. */
export interface UnreadablePromotion {
  readonly promotionId: string | null;
  readonly cause: UnreadableAnswer;
}

/** A page of a customer's promotions, or the failure. */
export type AnsweredPromotionData =
  | {
      readonly status: 'found';
      readonly customerId: string;
      readonly histories: readonly FullHistory[];
      /** Promotions that cannot be read, which take away only themselves. */
      readonly unreadable: readonly UnreadablePromotion[];
      /** How many promotions this page has, and all pages together; the latter is null where the platform does not say. */
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
  const promotions = readable(listOf(body.promotions), 'The list of promotions');
  const decoded = promotions.map((fields) => decodeHistoryAlone(fields, programOf));
  return {
    status: 'found',
    customerId: requiredId(body.customerId),
    histories: decoded.filter(isHistory),
    unreadable: decoded.flatMap((one) => (isHistory(one) ? [] : [one])),
    listed: promotions.length,
    total: totalOf(body.pageDetails, promotions.length),
  };
}

/** @throws UnreadableAnswer where it is no count, or less than is listed: pages would be missed */
function totalOf(pageDetails: unknown, listed: number): number | null {
  const { totalEntries, total = totalEntries } = isObject(pageDetails) ? pageDetails : {};
  if (isAbsent(total)) return null;
  const count = Number(textOf(total) || NaN);
  if (!Number.isInteger(count) || count < listed) throw new UnreadableAnswer('A total cannot be read');
  return count;
}

function isHistory(one: FullHistory | UnreadablePromotion): one is FullHistory {
  return 'enrolments' in one;
}

function decodeHistoryAlone(fields: unknown, programOf: ProgramOf): FullHistory | UnreadablePromotion {
  try {
    return decodeHistory(readable(isObject(fields) ? fields : null, 'A promotion'), programOf);
  } catch (cause) {
    if (!(cause instanceof UnreadableAnswer)) throw cause;
    return { promotionId: isObject(fields) ? idOf(fields.promotionId) : null, cause };
  }
}

function decodeHistory(fields: Json, programOf: ProgramOf): FullHistory {
  const promotion = decodePromotion(fields, programOf);
  const limits = decodeLimits(fields);
  const { limit, used } = limits.totalEarnings;
  const totalLeft = limit === null ? null : Math.max(0, limit - used);
  const enrolments = objectsOf(fields.customerPromotionTimelines, 'An enrolment')
    .map(decodeTimeline)
    .sort((a, b) => byAge(a.enrolled, a.issualId, b.enrolled, b.issualId))
    .map((record, i) => ({ ...record, ordinal: i + 1 }));
  const history = historyOf({ promotion, totalLeft }, enrolments);
  const isDirect = promotion.kind === 'DIRECT_ISSUE';
  const earnings = isDirect ? capOfDirectIssue(limits) : limits.earnings;
  const { standing } = history;
  // The platform may count more than it lists.
  const enrolmentsUsed = Math.max(standing.enrolmentsUsed, isDirect ? 0 : limits.enrolments.used);
  const earningsUsed = Math.max(standing.earningsUsed, earnings.used);
  return { ...history, standing: { ...standing, enrolmentsUsed, earningsUsed } };
}

/** Here the platform's `enrollmentId` is our issualId, and its `issualId` our earnedId (see decision 6). */
function decodeTimeline(timeline: Json): Omit<EnrolmentWithEarnings, 'ordinal'> {
  return {
    issualId: requiredId(timeline.enrollmentId),
    ...eventLogIdIn(timeline.enrollEventLogId),
    enrolled: deedAt(timeline.enrollmentDate),
    expiresAt: expiryOf(timeline.enrollmentExpiryDate),
    revoked: null,
    earnings: objectsOf(timeline.issuedDetails, 'An earning')
      .map(decodeIssue)
      .sort((a, b) => byAge(a.earned, a.earnedId, b.earned, b.earnedId)),
  };
}

function decodeIssue(issue: Json): EarningRecord {
  const redeemedCount = Number(textOf(issue.redeemedCount) || NaN);
  return {
    ...(Number.isInteger(redeemedCount) && { redeemedCount }),
    ...eventLogIdIn(issue.issualEventLogId),
    earnedId: requiredId(issue.issualId),
    earned: deedAt(issue.issualDate),
    expiresAt: expiryOf(issue.issualExpiryDate),
    revoked: null,
  };
}

/** Nothing depends on it, so that one that cannot be read is left out. */
function eventLogIdIn(value: unknown): { readonly eventLogId?: string } {
  const eventLogId = idOf(value);
  return eventLogId === null ? {} : { eventLogId };
}

function deedAt(date: unknown): Provenance {
  const withinMs = precisionOf(date);
  return { at: dateOf(date), ...(withinMs > 0 && { withinMs }), clientId: null, requestId: null };
}

function expiryOf(date: unknown): Date | null {
  return textOf(date) === '' ? null : dateOf(date);
}

/** Oldest first; rising ids order two of the same instant. */
function byAge(a: Provenance, idOfA: string, b: Provenance, idOfB: string): number {
  return a.at.getTime() - b.at.getTime() || (BigInt(idOfA) < BigInt(idOfB) ? -1 : 1);
}
