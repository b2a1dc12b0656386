/** Why a line of a file is refused. */

import { customerSources } from '../../domain/customer.js';
import { promotionKinds } from '../../domain/promotion.js';

/** The message of each code in a refused file, where nothing more is known of the line. */
export const lineFaults = {
  OPEN_QUOTE: 'A quotation mark is not closed in this line: double a quotation mark within a value',
  WRONG_NUMBER_OF_COLUMNS: 'The line has more or fewer columns than the header',
  BAD_CSV: 'A quotation mark stands within a value that does not begin with one',
  BAD_JSON: 'The line is no JSON object of texts, numbers and booleans',
  BAD_ENCODING: 'The line is not encoded in UTF-8: save the file as CSV UTF-8',
  LINE_TOO_LONG:
    'The line is longer than 65536 characters: a quotation mark may be open, or the file may be of another kind',
  BAD_ID: 'An id is a whole number from 1 to 9223372036854775807',
  BAD_SOURCE: `The source is none of ${customerSources.filter((source) => source !== 'ALL').join(', ')}`,
  NO_SOURCE: 'An identifier needs a source, such as INSTORE',
  NO_COUNTRY_CODE: 'The mobile has no country code: write one, such as +44, or import with --country',
  TRUNK_ZERO: 'The mobile has the 0 of its country behind the country code: leave this 0 out',
  EXCEL_NUMBER:
    'A spreadsheet has rounded this value to a number: format the column as text, and enter it again',
  BAD_MOBILE: 'The mobile is no phone number',
  BAD_EMAIL: 'The email is none: it needs one @, a text before it and a domain after it',
  BAD_EXTERNAL_ID: 'An external id has 1 to 255 characters, and no control characters',
  DUPLICATE_IN_FILE: 'An earlier line has this for another row',
  IDENTIFIER_TAKEN: 'Another customer has this identifier',
  BAD_NAME: 'A name has 1 to 1000 characters, and no control characters',
  BAD_PROMO_IDENTIFIER: 'A promoIdentifier has 1 to 255 characters, and no control characters',
  BAD_KIND: `The kind is none of ${promotionKinds.join(', ')}`,
  BAD_FLAG: 'A switch is true or false',
  BAD_DATE: 'A date is written as 2026-04-01, or as 2026-04-01T09:00:00Z',
  ENDS_BEFORE_START: 'The promotion ends before it starts',
  BAD_LIMIT: 'A limit of one customer is 1 to 100, or -1 for unlimited',
  BAD_TOTAL_LIMIT: 'A limit of all customers is 1 to 2147483647, or -1 for unlimited',
  BAD_EXPIRY: 'An expiry is 1 to 36500 days, or empty to expire with the promotion',
  PROGRAM_NOT_FOUND: 'The organisation has no such program: import programs first',
  CUSTOMER_NOT_FOUND: 'The organisation has no such customer: import customers first',
  PROMO_IDENTIFIER_TAKEN: 'Another promotion of the program has this promoIdentifier',
  ALREADY_DIFFERENT: 'The organisation has this id already, with other values: nothing was changed',
} as const satisfies Readonly<Record<string, string>>;

export type LineFaultCode = keyof typeof lineFaults;

/** Why one line is refused. */
export interface LineFault {
  readonly code: LineFaultCode;
  readonly message: string;
}

/** @param message says more than the table where it can */
export function lineFault(code: LineFaultCode, message: string = lineFaults[code]): LineFault {
  return { code, message };
}

export function isLineFault(value: object): value is LineFault {
  return 'code' in value;
}
