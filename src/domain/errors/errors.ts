/** Faults and refusals, which are expected failures as values. */

import { catalogue, type CatalogueEntry } from './error-catalogue.js';

/** The cause of an expected failure. */
export type Fault = keyof typeof catalogue;

/** All faults, in the order of the checks. */
export const faults = Object.keys(catalogue) as readonly Fault[];

/** An expected failure as a value: its cause and, when one value of the input is wrong, the path to it. */
export interface Refusal {
  readonly fault: Fault;
  readonly field?: readonly string[];
  /** The milliseconds to wait before a retry, when known. */
  readonly retryAfterMs?: number;
  /** The platform's own code and message where the catalogue's would not do, without personal data. */
  readonly reported?: { readonly restCode: number | null; readonly message: string };
}

/** The faults for which the platform documents no number. */
export type UnnumberedFault = {
  [Each in Fault]: (typeof catalogue)[Each]['restCode'] extends null ? Each : never;
}[Fault];

export function isUnnumbered(fault: Fault): fault is UnnumberedFault {
  return catalogue[fault].restCode === null;
}

/** The REST code and message of a refusal: the catalogue's, or the platform's own. */
export function wordsOf({ fault, reported }: Refusal): Pick<CatalogueEntry, 'restCode' | 'message'> {
  return reported ?? catalogue[fault];
}

/** The first of several faults in the order of checks. */
export function highestPriority(refusals: readonly Refusal[]): Refusal | null {
  const byOrder = (a: Refusal, b: Refusal) => faults.indexOf(a.fault) - faults.indexOf(b.fault);
  return [...refusals].sort(byOrder)[0] ?? null;
}
