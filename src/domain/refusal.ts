/** The code and message of a refusal. */

import { catalogue, type CatalogueEntry, type Fault, type Refusal } from './errors.js';

/** The faults for which the platform documents no number. */
export type UnnumberedFault = {
  [Each in Fault]: (typeof catalogue)[Each]['restCode'] extends null ? Each : never;
}[Fault];

export function isUnnumbered(fault: Fault): fault is UnnumberedFault {
  return catalogue[fault].restCode === null;
}

/** The number and the words in which a refusal is told: the catalogue's, or what the platform said itself. */
export function wordsOf({ fault, told }: Refusal): Pick<CatalogueEntry, 'restCode' | 'message'> {
  return told ?? catalogue[fault];
}
