/** The code and message of a refusal. */

import { catalogue, type CatalogueEntry, type Refusal } from './errors.js';

/** The number and the words in which a refusal is told: the catalogue's, or what the platform said itself. */
export function wordsOf({ fault, told }: Refusal): Pick<CatalogueEntry, 'restCode' | 'message'> {
  return told ?? catalogue[fault];
}
