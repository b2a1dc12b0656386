/** Ids of a customer's promotions, enrolments and earnings. */

import { parseId } from '../../domain/id.js';

const SEPARATOR = '-';

/**
 * The id of what a customer has: the ids of the customer and of the promotion, and the issualId or earnedId. A platform
 * behind the gateway finds an enrolment only by its customer.
 */
export function writeRecordId(customerId: string, ...ids: string[]): string {
  return [customerId, ...ids].join(SEPARATOR);
}

/** @returns the ids that an id consists of; null unless it consists of so many */
export function readRecordId(text: string, count: number): readonly string[] | null {
  const ids = text.split(SEPARATOR, count + 1).map(parseId);
  return ids.length === count && ids.every((id) => id !== null) ? ids : null;
}
