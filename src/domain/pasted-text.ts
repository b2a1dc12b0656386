/** Cleans pasted text: invisible characters, digits of other scripts. */

/**
 * Invisible characters that copying brings along: zero-width spaces and joiners, marks of writing direction, byte order
 * marks, soft hyphens, variation selectors, fillers. These are Unicode's format and default-ignorable characters.
 */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const PLAIN = /^[\x20-\x7e]*$/;

/** What cells of a table and lines of a text bring along; other control characters are no part of any paste. */
const TABS_AND_LINE_BREAKS = /[\t-\r\x85]+/g;

/** Removes invisible characters, and the white space around the text. A tab or a line break within it is a space. */
export function withoutInvisible(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text.replace(TABS_AND_LINE_BREAKS, ' ').replace(INVISIBLE, '').trim();
}

/** Replaces decimal digits of every script, full-width ones included, by those of ASCII. */
export function withAsciiDigits(text: string): string {
  return PLAIN.test(text) ? text : text.replace(/\p{Nd}/gu, asciiDigit);
}

/** Unicode keeps the ten digits of a script together, so that the distance from the first one is the value. */
function asciiDigit(digit: string): string {
  const codePoint = Number(digit.codePointAt(0));
  let first = codePoint;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((codePoint - first) % 10);
}
