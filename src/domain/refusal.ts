/** The code and message of a refusal. */

import { catalogue, type CatalogueEntry, type Fault, type Refusal } from './errors.js';

/** The faults for which the platform documents no number. */
export type UnnumberedFault = {
  [Each in Fault]: (typeof catalogue)[Each]['restCode'] extends null ? Each : never;
}[Fault];

export function isUnnumbered(fault: Fault): fault is UnnumberedFault {
  return catalogue[fault].restCode === null;
}

/** The REST code and message of a refusal: the catalogue's, or the platform's own. */
export function wordsOf({ fault, told }: Refusal): Pick<CatalogueEntry, 'restCode' | 'message'> {
  return told ?? catalogue[fault];
}
