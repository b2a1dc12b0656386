/** Decodes a platform's answer to a bulk operation. */

import { parseId } from '../../domain/id.js';
import { decodeMessages, type AnsweredMessage } from './answered-message.js';
import { isAbsent, isObject, itemsOf, listOf, textOf, type Json } from '../json.js';

/** A platform's result for one customer, or for the whole call. */
export interface AnsweredEntry {
  readonly result: AnsweredResult | null;
  readonly errors: readonly AnsweredMessage[];
  readonly warnings: readonly AnsweredMessage[];
}

/** An entry with a part that cannot be understood, so that its effect is unknown. */
export type Unreadable = 'unreadable';
const UNREADABLE: Unreadable = 'unreadable';

/** The ids of a result; null for each that is missing. */
export interface AnsweredResult {
  readonly entityId: string | null;
  readonly programId: string | null;
  readonly promotionId: string | null;
  readonly issualId: string | null;
  readonly earnedId: string | null;
  readonly revokedIssualId: string | null;
  readonly revokedEarnedIds: readonly string[];
}

/**
 * Reads the answer of a bulk operation, with fields that are not documented, and in any order.
 * @returns null for what is no such answer, and where its counts are not those of its entries
 */
export function decodeBulkResponse(body: unknown): (AnsweredEntry | Unreadable)[] | null {
  if (!isObject(body) || !Array.isArray(body.response)) return null;
  const items: unknown[] = body.response;
  if (!items.every(isObject)) return null;
  const entries = items.map(({ result, errors, warnings }) => decodeEntry(result, errors, warnings));
  // Successes beside an error of the whole call prove neither.
  if (itemsOf(body.errors).length > 0) return items.length > 0 ? items.map(() => UNREADABLE) : null;
  const failed = items.filter(({ errors }) => itemsOf(errors).length > 0).length;
  const areCounts = isCount(body.totalCount, items.length) && isCount(body.failureCount, failed);
  // One entry that refuses a whole call may be counted for each of its customers.
  const haveAllFailed = items.length === 1 && failed === 1 && areEqualCounts(body);
  return areCounts || haveAllFailed ? entries : null;
}

function areEqualCounts({ totalCount, failureCount }: Json): boolean {
  return !isAbsent(totalCount) && textOf(totalCount) === textOf(failureCount);
}

function isCount(reported: unknown, counted: number): boolean {
  return isAbsent(reported) || textOf(reported) === String(counted);
}

/** Reads what stands for one customer: a result, or side effects of the single sibling, with its messages. */
export function decodeEntry(result: unknown, errors: unknown, warnings: unknown): AnsweredEntry | Unreadable {
  const decoded = {
    result: isAbsent(result) ? null : decodeResult(result),
    errors: decodeMessages(errors),
    warnings: decodeMessages(warnings),
  };
  if (decoded.result === UNREADABLE || !decoded.errors || !decoded.warnings) return UNREADABLE;
  return { result: decoded.result, errors: decoded.errors, warnings: decoded.warnings };
}

function decodeResult(result: unknown): AnsweredResult | Unreadable {
  if (!isObject(result)) return UNREADABLE;
  const revokedEarnedIds = idsOf(result.revokedEarnIds);
  if (!revokedEarnedIds) return UNREADABLE;
  const decoded = {
    revokedEarnedIds,
    entityId: idOrUnreadable(result.entityId),
    programId: idOrUnreadable(result.programId),
    promotionId: idOrUnreadable(result.promotionId),
    issualId: idOrUnreadable(result.issualId),
    earnedId: idOrUnreadable(result.earnedId),
    revokedIssualId: idOrUnreadable(result.revokedIssualId),
  };
  return ID_NAMES.some((name) => decoded[name] === UNREADABLE) ? UNREADABLE : decoded;
}

const ID_NAMES = [
  'entityId',
  'programId',
  'promotionId',
  'issualId',
  'earnedId',
  'revokedIssualId',
] as const satisfies readonly (keyof AnsweredResult)[];

const NO_IDS: readonly string[] = [];

/** The ids of an optional list; null where one cannot be read. Most results have none, and cost nothing for it. */
function idsOf(value: unknown): readonly string[] | null {
  if (isAbsent(value)) return NO_IDS;
  const ids = listOf(value)?.map(idOf);
  return ids?.every((id) => id !== null) ? ids : null;
}

/** Null for a missing id only: an unreadable id still says that there is one. */
function idOrUnreadable(value: unknown): string | null {
  return isAbsent(value) ? null : (idOf(value) ?? UNREADABLE);
}

/** An id, written as a number or as text; null for anything else. */
export function idOf(value: unknown): string | null {
  return parseId(textOf(value));
}
