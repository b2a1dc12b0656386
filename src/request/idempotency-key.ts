/** Reads the Idempotency-Key header. */

/** The rule for keys, for error messages. */
export const KEY_RULE = 'An idempotency key must have 1 to 255 visible ASCII characters';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** A string of RFC 9651, as draft-ietf-httpapi-idempotency-key-header writes a key. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

export function isIdempotencyKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * The key of an Idempotency-Key header, quoted or bare.
 * @returns null where the header is no key
 */
export function readKeyHeader(header: string | readonly string[]): string | null {
  if (typeof header !== 'string') return null;
  const quoted = QUOTED.exec(header.trim())?.[1];
  const key = quoted === undefined ? header.trim() : quoted.replace(/\\(["\\])/g, '$1');
  return isIdempotencyKey(key) ? key : null;
}
