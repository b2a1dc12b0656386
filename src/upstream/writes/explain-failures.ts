/** Distinguishes unknown customers from failures. */

import pLimit from 'p-limit';
import { idNamedBy } from '../../domain/customer.js';
import { orNull, readCustomerById, readLookup, type Reader } from '../reads/read.js';
import type { EntryResult } from './correlate.js';
import type { WriteTarget } from './upstream-write.js';

/** How many customers are read at a time. */
const AT_ONCE = 8;

/**
 * The platform answers 8896 for an identifier that no customer has, as for any failure. Such a failure would be tried
 * again for ever, so the platform is asked whether the customer exists.
 */
export function explainFailures(
  reader: Reader,
  targets: readonly WriteTarget[],
  results: readonly EntryResult[],
): Promise<EntryResult[]> {
  const limit = pLimit(AT_ONCE);
  const explain = async (result: EntryResult, target: WriteTarget | undefined): Promise<EntryResult> => {
    if (!target || !isFailure(result)) return result;
    const lookUp = idNamedBy(target.key) === null ? readLookup : readCustomerById;
    const lookup = await limit(() => orNull(lookUp(reader, target.key)));
    const isUnknown = lookup?.status === 'refused' && lookup.refusal.fault === 'CUSTOMER_NOT_FOUND';
    return isUnknown ? { ...lookup, customerId: null } : result;
  };
  return Promise.all(results.map((result, i) => explain(result, targets[i])));
}

function isFailure(result: EntryResult): boolean {
  return result !== 'unknown' && result.status === 'refused' && result.refusal.fault === 'ISSUE_FAILED';
}
