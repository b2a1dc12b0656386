/** Removes phone numbers and emails from a text. */

/** A text without anything that looks like an email address or a phone number. */
export function withoutPersonalData(text: string): string {
  const withoutEmails = text.replace(/\S+/g, (word) => (/.@./s.test(word) ? '[email]' : word));
  return withoutEmails.replace(/\+?\d(?:[\s().-]*\d){6,}/g, '[digits]');
}
