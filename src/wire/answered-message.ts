/** Maps a platform's error to a refusal. */

import type { Operation } from '../domain/bulk-request.js';
import { catalogue, faults, type Fault, type Refusal } from '../domain/errors.js';
import { withoutPersonalData } from '../domain/personal-data.js';
import { isUnnumbered, type UnnumberedFault } from '../domain/refusal.js';
import { unsupportedActionOf } from '../domain/rules.js';
import type { Warning } from '../service/promotion-service.js';
import { wireCodeOf } from './bulk-response.js';
import { isObject, listOf, textOf } from './json.js';

/** An error or a warning of a platform. */
export interface AnsweredMessage {
  /** NaN when it is not a number. */
  readonly code: number;
  readonly message: string;
}

/** The characters of an unknown message that are kept. */
const MAX_MESSAGE_LENGTH = 300;

/** @returns null for anything but a list of messages; a missing list is empty */
export function decodeMessages(messages: unknown): AnsweredMessage[] | null {
  const items = listOf(messages);
  if (!items?.every(isObject)) return null;
  return items.map(({ code, message }) => ({ code: Number(textOf(code) || NaN), message: textOf(message) }));
}

/**
 * Maps a platform's message to a refusal. A code that is not in the catalogue becomes UNRECOGNISED, with the platform's
 * message without anything that looks like personal data.
 */
export function refusalOf({ code, message }: AnsweredMessage, operation: Operation): Refusal {
  const fault = faultByCode.get(code);
  // Its code does not say which operation was refused.
  if (fault === 'REVOKE_NOT_SUPPORTED') return { fault: unsupportedActionOf[operation] };
  if (fault) return { fault };
  const words = shownWords(message);
  return {
    fault: 'UNRECOGNISED',
    ...(Number.isInteger(code) && {
      told: { restCode: code, message: words || catalogue.UNRECOGNISED.message },
    }),
  };
}

/** A warning for the caller, in the platform's words without personal data. */
export function warningOf({ code, message }: AnsweredMessage): Warning {
  return { restCode: Number.isInteger(code) ? code : null, message: shownWords(message) };
}

function shownWords(message: string): string {
  return withoutPersonalData(message).slice(0, MAX_MESSAGE_LENGTH);
}

/** Whether a platform can answer with this fault: it has a REST code. */
const isAnswered: Record<UnnumberedFault, boolean> = {
  THROTTLED: true,
  UPSTREAM_UNAVAILABLE: true,
  OUTCOME_UNKNOWN: true,
  IDEMPOTENCY_MISMATCH: false,
  IDEMPOTENCY_IN_PROGRESS: false,
  UNRECOGNISED: false,
};

/** By their codes on the wire. Of two with one code the customer's is meant: what refuses a call unseen never leaves. */
const faultByCode: ReadonlyMap<number, Fault> = new Map(
  faults
    .filter((fault) => !isUnnumbered(fault) || isAnswered[fault])
    .map((fault) => [wireCodeOf(fault), fault]),
);
