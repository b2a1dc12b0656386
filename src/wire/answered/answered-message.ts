/** Maps a platform's error to a refusal. */

import type { Operation } from '../../domain/bulk-request.js';
import {
  faults,
  isUnnumbered,
  type Fault,
  type Refusal,
  type UnnumberedFault,
} from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import { withoutPersonalData } from '../../domain/personal-data.js';
import { unsupportedActionOf } from '../../domain/supported-actions.js';
import type { Warning } from '../../service/promotion-service.js';
import { wireCodeOf } from '../bulk-response.js';
import { isAbsent, isObject, listOf, textOf } from '../json.js';

/** An error or a warning of a platform. */
export interface AnsweredMessage {
  /** NaN when it is not a number. */
  readonly code: number;
  readonly message: string;
}

/** The code with which a platform says that an action failed, but not whether it was done in part. */
export const FAILED = 500;

/** As much of an unknown message as is kept. */
const MAX_MESSAGE_LENGTH = 300;

/** Most entries have none. */
const NO_MESSAGES: readonly AnsweredMessage[] = [];

/** @returns null for anything but a list of messages; a missing list is empty */
export function decodeMessages(messages: unknown): readonly AnsweredMessage[] | null {
  if (isAbsent(messages) || (Array.isArray(messages) && messages.length === 0)) return NO_MESSAGES;
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
  const alike = aliases.get(code);
  const words = shownWords(message);
  return {
    fault: alike ?? 'UNRECOGNISED',
    ...(Number.isInteger(code) && {
      reported: { restCode: code, message: words || catalogue[alike ?? 'UNRECOGNISED'].message },
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

/** Codes of the platform's reads and of its older operations: they mean what a code of ours means, and keep their number. */
const aliases: ReadonlyMap<number, Fault> = new Map<number, Fault>([
  // Not in the source, merged into another customer, unknown.
  [8065, 'CUSTOMER_NOT_FOUND'],
  [8069, 'CUSTOMER_NOT_FOUND'],
  [8105, 'CUSTOMER_NOT_FOUND'],
  // A source, or the account of a source, that there is not.
  [8011, 'INVALID_SOURCE'],
  [8012, 'INVALID_SOURCE'],
  [8045, 'INVALID_SOURCE'],
  [1212, 'INVALID_ENTITY_TYPE'],
  [2010, 'INVALID_PROGRAM'],
  [4029, 'INVALID_PROMOTION'],
]);

/**
 * The faults by their codes on the wire. Where two faults share a code, it means the customer's, because the gateway sends
 * no call that the other fault would refuse.
 */
const faultByCode: ReadonlyMap<number, Fault> = new Map(
  faults
    .filter((fault) => !isUnnumbered(fault) || isAnswered[fault])
    .map((fault) => [wireCodeOf(fault), fault]),
);
