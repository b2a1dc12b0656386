import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { NamedCustomer } from '../domain/bulk-request.js';
import {
  MAX_IDENTIFIER_LENGTH,
  parseIdentifierName,
  parseSource,
  type CustomerKey,
  type IdentifierName,
} from '../domain/customer.js';
import type { Refusal } from '../domain/errors.js';
import { parseId } from '../domain/id.js';
import { refuseCustomer } from '../domain/rules.js';

/** A mobile as stored and as most callers send it: country code first, digits only (E.164 allows 15). */
const CANONICAL_MOBILE = /^[1-9]\d{6,14}$/;
/** The Kelvin sign and the dotted I have ASCII letters for lower case, which are in another's address. */
const EXCEPT_LOOKALIKES = /[^\u0130\u212a]+/g;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * The key under which a named customer is looked up, or why it cannot be: what the caller left out or got
 * wrong, or CUSTOMER_NOT_FOUND for a value that no customer can have.
 */
export function readCustomerKey(identifierName: string, customer: NamedCustomer): CustomerKey | Refusal {
  const refusal = refuseCustomer(customer);
  if (refusal) return refusal;
  const name = parseIdentifierName(identifierName);
  const source = parseSource(customer.source);
  const value = name && canonicalIdentifier(name, customer.identifierValue);
  if (name === null || source === null || value === null)
    return { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };
  return { identifierName: name, value, source };
}

/** The form in which an identifier is stored and compared, or null where it can be nobody's. */
export function canonicalIdentifier(name: IdentifierName, written: string): string | null {
  if (written.length > MAX_IDENTIFIER_LENGTH) return null;
  // PostgreSQL refuses NUL and would store a lone surrogate as another character.
  if (CONTROL_CHARACTER.test(written) || !written.isWellFormed()) return null;
  const text = written.trim();
  switch (name) {
    case 'ID':
      return parseId(text);
    case 'MOBILE':
      return CANONICAL_MOBILE.test(text) ? text : mobileDigits(text);
    case 'EMAIL':
      return text.replace(EXCEPT_LOOKALIKES, (part) => part.toLowerCase());
  }
}

/** The digits of a mobile written with plus, spaces, dashes or brackets. */
function mobileDigits(text: string): string | null {
  const international = text.startsWith('+') ? text : `+${text}`;
  const number = parsePhoneNumberFromString(international, { extract: false });
  return number?.isPossible() && !number.ext ? number.number.slice(1) : null;
}
