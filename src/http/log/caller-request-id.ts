/** Reads the caller's own id of a request, for the log. */

import { withoutPersonalData } from '../../domain/personal-data.js';

const FORM = /^[\w.:/+=-]{1,128}$/;
/** The usual forms of random ids, whose digits are no phone number. */
const RANDOM =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=\d*[a-f])[0-9a-f]{16,64})$/i;

/**
 * The id in the header X-Request-Id, without anything that looks like personal data. The gateway keeps its own id of the
 * request, which is unique.
 * @returns undefined for a missing or malformed header
 */
export function callerRequestIdOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || !FORM.test(header)) return undefined;
  return RANDOM.test(header) ? header : withoutPersonalData(header);
}
