/** Chooses the fault that the order of checks reports first. */

import { faults, type Refusal } from './errors.js';

/** The first of several faults in the order of checks. */
export function highestPriority(refusals: readonly Refusal[]): Refusal | null {
  const byOrder = (a: Refusal, b: Refusal) => faults.indexOf(a.fault) - faults.indexOf(b.fault);
  return [...refusals].sort(byOrder)[0] ?? null;
}
