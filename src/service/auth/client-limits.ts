/** The bounds of what a client may have, for commands and for CLIENTS_FILE. */

import { isStoredText } from '../stored-text.js';

export const MAX_KEY_LENGTH = 255;
export const MAX_TOKEN_SECONDS = 30 * 86_400;
/** The longest time for which the secret before the newest one works. */
export const MAX_GRACE_SECONDS = 90 * 86_400;
export const DEFAULT_TOKEN_SECONDS = 300;
export const DEFAULT_GRACE_SECONDS = 7 * 86_400;

/** A client's key. That of a till is the user name of Basic, which ends at the first colon. */
export function isClientKey(text: string): boolean {
  return isStoredText(text, MAX_KEY_LENGTH) && !text.includes(':');
}

const ARGON2 =
  /^\$argon2(id|i|d)\$v=\d+\$m=\d{1,7},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;
const SHA256 = /^\$sha256\$[A-Za-z0-9+/]{43}$/;

/** Whether the store takes a text as the hash of a secret; migration 0013 has the same patterns. */
export function isSecretHash(text: string): boolean {
  return ARGON2.test(text) || SHA256.test(text);
}
