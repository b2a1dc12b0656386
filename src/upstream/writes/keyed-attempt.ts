/** Composes the outcome of a call from the results of an attempt. */

import type { Refusal } from '../../domain/errors/errors.js';
import type { BulkCommand, BulkOutcome, CustomerOutcome } from '../../service/promotion-service.js';
import { coalescingKeyOf } from './upstream-write.js';

/** The result of sending: a refusal of the whole call, or an outcome for each sent position. */
export type KeyedAttempt = (
  { readonly refusal: Refusal } | { readonly outcomes: ReadonlyMap<number, CustomerOutcome> }
) & {
  readonly upstreamRequestIds?: readonly string[];
};

/**
 * The outcome of a call of which this much is known. A position that nothing is known of is in doubt, unless its
 * look-up was refused already.
 * @param known what positions came to before this attempt
 */
export function composeOutcome(
  command: BulkCommand,
  now: Date,
  known: ReadonlyMap<number, CustomerOutcome>,
  attempt: KeyedAttempt,
): BulkOutcome {
  const { upstreamRequestIds = [] } = attempt;
  const name = upstreamRequestIds.length > 0 ? { upstreamRequestIds } : {};
  if ('refusal' in attempt && known.size === 0)
    return { status: 'refused', refusal: attempt.refusal, ...name };
  const outcomeAt = (position: number): CustomerOutcome => {
    const before = known.get(position) ?? refusedLookup(command, position);
    if (before) return before;
    const refusal = 'refusal' in attempt ? attempt.refusal : IN_DOUBT;
    const sent = 'refusal' in attempt ? undefined : attempt.outcomes.get(position);
    return sent ?? { status: 'refused', customerId: null, refusal };
  };
  return {
    status: 'settled',
    decidedAt: now,
    promotion: coalescingKeyOf(command).promotion,
    customers: command.request.customers.map((_, position) => outcomeAt(position)),
    ...name,
  };
}

const IN_DOUBT: Refusal = { fault: 'OUTCOME_UNKNOWN' };

function refusedLookup({ lookups }: BulkCommand, position: number): CustomerOutcome | null {
  const lookup = lookups[position];
  return lookup?.status === 'refused' ? { ...lookup, customerId: null } : null;
}
