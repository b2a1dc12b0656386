/** Numbers that leave room for the next one, hashes that can be verified, and identifiers that can be found. */

import { addCheck, type Migration } from './migration.js';

/** Half of the largest bigint. A sequence that went on from a higher number would come to its end. */
const HIGHEST_NUMBER = '4611686018427387903';
const HIGHEST_ORDINAL = '1073741823';

const parameter = (name: string) => String.raw`substring(secret_hash from '[$,]${name}=(\d{1,9})')::bigint`;

/** What pasting leaves behind: stored identifiers have none of it. */
const INVISIBLE = String.raw`\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`;

/**
 * Until now one row with a number at the end of its range stopped every insert behind it, one costly hash took the memory
 * of the process, and identifiers could be stored in a form that no caller can name.
 */
export const valuesWithRoom: Migration = {
  name: '0012-values-with-room',
  olderVersions: 'run',
  steps: [
    addCheck('enrolment', 'enrolment_issual_id_leaves_room', `issual_id between 1 and ${HIGHEST_NUMBER}`),
    addCheck('enrolment', 'enrolment_ordinal_leaves_room', `ordinal <= ${HIGHEST_ORDINAL}`),
    addCheck('earning', 'earning_earned_id_leaves_room', `earned_id between 1 and ${HIGHEST_NUMBER}`),
    addCheck('earning', 'earning_ordinal_leaves_room', `ordinal <= ${HIGHEST_ORDINAL}`),
    addCheck('api_client', 'api_client_client_id_leaves_room', `client_id between 1 and ${HIGHEST_NUMBER}`),
    addCheck(
      'api_client',
      'api_client_secret_hash_is_affordable',
      `coalesce(${parameter('m')} <= 262144 and ${parameter('m')} * ${parameter('t')} <= 1048576
        and ${parameter('p')} <= 16, true)`,
    ),
    addCheck(
      'customer_identifier',
      'customer_identifier_mobile_is_international',
      `identifier_name <> 'MOBILE' or identifier_value ~ '^[1-9][0-9]{6,14}$'`,
    ),
    addCheck(
      'customer_identifier',
      'customer_identifier_email_is_clean',
      String.raw`identifier_name <> 'EMAIL' or identifier_value !~ '^\s|\s$|[${INVISIBLE}]'`,
    ),
  ],
};
