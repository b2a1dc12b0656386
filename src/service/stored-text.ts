/** Texts that the store takes as names. */

/** The longest name of an organisation, a program or a promotion, in characters. */
export const MAX_NAME_LENGTH = 1_000;

/** Whether a text has 1 to this many characters, and no control character among them. */
export function isStoredText(text: string, mostCharacters: number): boolean {
  if (text === '' || !text.isWellFormed() || /\p{Cc}/u.test(text)) return false;
  return Array.from(text).length <= mostCharacters;
}
