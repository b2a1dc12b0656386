/** Parses JSON without losing digits of ids. */

/** A number that a double cannot hold has at least 16 digits in a row, which most answers lack. */
const LONG_INTEGER = /\d{16}/;
/** Matches strings, which stay as they are, and whole numbers that a double may not hold. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*(?:"|\\?$)|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gs;

/**
 * Reads JSON in which an id may be a number of 64 bits: where a double would lose digits, it becomes text.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(
    text.replace(STRING_OR_LONG_INTEGER, (part) => (part.startsWith('"') ? part : `"${part}"`)),
  );
}
