/** The answer to a keyed call, as the store keeps it. */

import type { BulkOutcome } from '../promotion-service.js';

/** What became of a call, and by what its customers were named: all that it takes to answer it again. */
export interface StoredAnswer {
  readonly identifierValues: readonly string[];
  readonly outcome: BulkOutcome;
}

/** The members of an outcome that are instants. */
const INSTANTS = new Set(['decidedAt', 'startsAt', 'endsAt', 'expiresAt']);

/** Writes an answer for the store. */
export function writeAnswer(answer: StoredAnswer): string {
  return JSON.stringify(answer);
}

/** Reads what `writeAnswer` wrote. */
export function readAnswer(json: string): StoredAnswer {
  return JSON.parse(json, (name, value: unknown) =>
    INSTANTS.has(name) && typeof value === 'string' ? new Date(value) : value,
  ) as StoredAnswer;
}
