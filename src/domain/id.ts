/** Parses an id. */

/** The largest id: the platform's ids are positive signed 64-bit integers. */
const MAX_ID = 2n ** 63n - 1n;
/** An id that is canonical and below the largest without further checks. */
const SHORT_ID = /^[1-9]\d{0,17}$/;

/**
 * Reads an id (customer, program, promotion) from text.
 * @returns its canonical decimal digits without leading zeros, or null when the text is no id:
 * not digits only, zero, or beyond 64 bits. Ids stay text, because a JavaScript number would lose digits.
 */
export function parseId(text: string): string | null {
  if (SHORT_ID.test(text)) return text;
  if (!/^\d{1,30}$/.test(text)) return null;
  const id = BigInt(text);
  return id > 0n && id <= MAX_ID ? id.toString() : null;
}
