/** Compares registrations with the same key. */

import { createHash } from 'node:crypto';
import type { RegisteredIdentifier } from '../customer-register.js';

/** Registrations of the same identifiers have the same fingerprint, in any order and spelling. */
export function registrationFingerprint(identifiers: readonly RegisteredIdentifier[]): string {
  const understood = identifiers.map(({ name, source, value }) => JSON.stringify([name, source, value]));
  return createHash('sha256').update(JSON.stringify(understood.sort())).digest('base64');
}
