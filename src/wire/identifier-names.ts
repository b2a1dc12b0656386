/** The spelling of identifier names on the wire. */

import { parseIdentifierName, type IdentifierName } from '../domain/customer.js';

const spellings: Record<IdentifierName, string> = {
  ID: 'id',
  MOBILE: 'mobile',
  EMAIL: 'email',
  EXTERNAL_ID: 'externalId',
};

/** All names as the platform writes them. */
export const wireIdentifierNames: readonly string[] = Object.values(spellings);

/** The names under which customers are registered: all but the id, which the register gives. */
export const registeredWireNames = wireIdentifierNames.filter((name) => name !== spellings.ID);

/** Writes an identifier's name as the platform does; an unknown name stays as it is. */
export function wireIdentifierName(name: string): string {
  const known = parseIdentifierName(name);
  return known ? spellings[known] : name;
}
