/** A text without whatever looks like an email address or a phone number. */
export function withoutPersonalData(text: string): string {
  return text.replace(/\S+@\S+/g, '[email]').replace(/\+?\d(?:[\s().-]*\d){6,}/g, '[digits]');
}
