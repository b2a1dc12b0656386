import { parseId } from '../domain/id.js';
import { decodeMessages, type AnsweredMessage } from './answered-message.js';
import { isObject, itemsOf, textOf, type Json } from './json.js';

/** What a platform says of one customer, or of the whole call. */
export interface AnsweredEntry {
  readonly result: AnsweredResult | null;
  readonly errors: readonly AnsweredMessage[];
  readonly warnings: readonly AnsweredMessage[];
}

/** The ids of a result, each null where it is missing or is no id. */
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
 * Reads the answer of a bulk operation, whatever else is in it, in whatever order.
 * @returns null for what is no such answer
 */
export function decodeBulkResponse(body: unknown): AnsweredEntry[] | null {
  if (!isObject(body) || !Array.isArray(body.response)) return null;
  const entries: unknown[] = body.response;
  return entries.every(isObject) ? entries.map(decodeEntry) : null;
}

function decodeEntry({ result, errors, warnings }: Json): AnsweredEntry {
  return {
    result: isObject(result) ? decodeResult(result) : null,
    errors: decodeMessages(errors),
    warnings: decodeMessages(warnings),
  };
}

/** Reads the ids of a result, or of a side effect of the single sibling. */
export function decodeResult(result: Json): AnsweredResult {
  return {
    entityId: idOf(result.entityId),
    programId: idOf(result.programId),
    promotionId: idOf(result.promotionId),
    issualId: idOf(result.issualId),
    earnedId: idOf(result.earnedId),
    revokedIssualId: idOf(result.revokedIssualId),
    revokedEarnedIds: itemsOf(result.revokedEarnIds).flatMap((id) => idOf(id) ?? []),
  };
}

/** An id, written as a number or as text; null for what is none. */
export function idOf(value: unknown): string | null {
  return parseId(textOf(value));
}
