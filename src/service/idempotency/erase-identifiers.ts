/** Removes the identifiers of a customer from a kept answer. */

import type { IdentifierName } from '../../domain/customer.js';
import { canonicalIdentifier } from '../identifiers/customer-key.js';
import { readAnswer, writeAnswer } from './stored-answer.js';

/** An identifier as the store has it. */
export interface ErasedIdentifier {
  readonly name: IdentifierName;
  readonly value: string;
}

/**
 * The answer without these identifiers, in whichever form its caller wrote them; null where it has none of them. The rest
 * of the answer stays, so that its key still acts only once.
 */
export function withoutIdentifiers(json: string, erased: readonly ErasedIdentifier[]): string | null {
  const answer = readAnswer(json);
  const isErased = (written: string) => erased.some((identifier) => isWritten(written, identifier));
  if (!answer.identifierValues.some(isErased)) return null;
  const identifierValues = answer.identifierValues.map((written) => (isErased(written) ? '' : written));
  return writeAnswer({ ...answer, identifierValues });
}

function isWritten(written: string, { name, value }: ErasedIdentifier): boolean {
  if (written === value) return true;
  const canonical = canonicalIdentifier(name, written);
  return canonical !== null && (canonical === value || canonical === canonicalIdentifier(name, value));
}
