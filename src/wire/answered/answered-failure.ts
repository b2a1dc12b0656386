/** Decodes what a platform answers in place of a result. */

import { decodeMessages, type AnsweredMessage } from './answered-message.js';
import { isAbsent, isObject, itemsOf, textOf } from '../json.js';

/** The first error of a whole answer, in each form that is documented; null without one. */
export function failureIn(body: unknown): AnsweredMessage | null {
  if (!isObject(body)) return null;
  const [error] = decodeMessages(body.errors) ?? [];
  if (error) return error;
  if (!isAbsent(body.errorCode)) return messageOf(body.errorCode, body.errorMessage);
  return failureInStatus(body.response) ?? failureInStatus(body);
}

/** The form of the version 1.1, `{response: {status: {success: "false", code, message}}}`, also without its envelope. */
function failureInStatus(response: unknown): AnsweredMessage | null {
  if (!isObject(response) || !isObject(response.status)) return null;
  const { success, code, message } = response.status;
  return success === false || success === 'false' ? messageOf(code, message) : null;
}

function messageOf(code: unknown, message: unknown): AnsweredMessage {
  return { code: Number(textOf(code) || NaN), message: textOf(message) };
}

/** The HTTP status that a code stands for, where a body says it with the status 200. */
const statuses: ReadonlyMap<number, number> = new Map([
  [401, 401],
  [403, 403],
  [429, 429],
  [498, 498],
  // Access refused, and the authorisation service down.
  [4000, 403],
  [4001, 503],
]);

/** The status of an answer: that of HTTP, unless the body of a success says that the call did not get so far. */
export function statusOf(httpStatus: number, body: unknown): number {
  if (httpStatus < 200 || httpStatus >= 300) return httpStatus;
  const failure = failureIn(body) ?? refusalOfCredentialIn(body);
  return (failure && statuses.get(failure.code)) ?? httpStatus;
}

/** The only entry of a bulk answer may refuse the credential, which concerns no customer. */
function refusalOfCredentialIn(body: unknown): AnsweredMessage | null {
  const entries = isObject(body) ? itemsOf(body.response) : [];
  const [entry] = entries;
  if (entries.length !== 1 || !isObject(entry) || !isAbsent(entry.result)) return null;
  const [error] = decodeMessages(entry.errors) ?? [];
  return error && OF_CREDENTIALS.includes(error.code) ? error : null;
}

const ACCESS_REFUSED: readonly number[] = [401, 4000, 498];
const OF_CREDENTIALS: readonly number[] = [...ACCESS_REFUSED, 4001];
const OF_ACCESS = /\baccess\b|authori[sz]|permission|forbidden|credential|token|not allowed/i;
/** Says that the call lacks something, such as a field for a token. */
const OF_FIELDS = /\b(mandatory|missing|required|field|parameter)s?\b/i;

/** Whether an answer of 403 refuses the credential: it may also say that a field is missing. */
export function refusesAccess(body: unknown): boolean {
  const failure = failureIn(body);
  if (!failure || ACCESS_REFUSED.includes(failure.code)) return true;
  const isUnspecific = Number.isNaN(failure.code) || failure.code === 403;
  const { message } = failure;
  return isUnspecific && (message === '' || (OF_ACCESS.test(message) && !OF_FIELDS.test(message)));
}
