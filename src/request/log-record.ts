/** Collects what the log says of a request besides its route and status. */

import { catalogue } from '../domain/errors/error-catalogue.js';
import type { BulkOutcome } from '../service/promotion-service.js';

/** Facts of one request for its log line, none of which is a value of its caller. */
export interface LogRecord {
  /** The name of the GraphQL operation; null without one. */
  operation: string | null;
  /** Why the GraphQL document or a part of it was refused; null where nothing was. */
  reason: string | null;
  /** The codes of what was refused for want of access, or for a limit: the answer may have data besides. */
  readonly refusals: Set<string>;
  /** How many customers of its bulk calls succeeded, and how many failed with each code. */
  readonly results: Map<string, number>;
}

export function emptyLogRecord(): LogRecord {
  return { operation: null, reason: null, refusals: new Set(), results: new Map() };
}

const SUCCESS = 'SUCCESS';

/** Counts the customers of an outcome by their codes; a call that is refused as a whole counts once. */
export function countResults({ results }: LogRecord, outcome: BulkOutcome): void {
  if (outcome.status === 'refused') {
    count(results, catalogue[outcome.refusal.fault].code);
    return;
  }
  let successes = 0;
  for (const customer of outcome.customers) {
    if (customer.status === 'refused') count(results, catalogue[customer.refusal.fault].code);
    else successes += 1;
  }
  if (successes > 0) count(results, SUCCESS, successes);
}

function count(results: Map<string, number>, code: string, added = 1): void {
  results.set(code, (results.get(code) ?? 0) + added);
}
