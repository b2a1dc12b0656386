/** Normalises an identifier to the one key of its customer. */

import type { NamedCustomer } from '../../domain/bulk-request.js';
import {
  MAX_IDENTIFIER_LENGTH,
  parseIdentifierName,
  parseSource,
  type CustomerKey,
  type IdentifierName,
} from '../../domain/customer.js';
import type { Refusal } from '../../domain/errors.js';
import { parseId } from '../../domain/id.js';
import { withoutInvisible } from '../../domain/pasted-text.js';
import { refuseCustomer } from '../../domain/rules.js';
import { canonicalEmail, inLowerCase, otherFormsOfEmail, readEmail } from './email.js';
import {
  canonicalMobile,
  isCanonicalMobile,
  otherFormsOfMobile,
  readMobile,
  withoutTrunkPrefix,
} from './mobile.js';

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Reads how a caller names a customer. */
export type ReadKey = (identifierName: string, customer: NamedCustomer) => CustomerKey | Refusal;

/** One identifier: its one form, the form nearest to how it was written, and the form that a platform is sent. */
interface Identifier {
  readonly value: string;
  readonly written: string;
  readonly forwarded: string;
}

/**
 * The key under which a named customer is looked up, or why it cannot be: what the caller left out or got
 * wrong, or CUSTOMER_NOT_FOUND for a value that no customer can have.
 */
export const readCustomerKey: ReadKey = (identifierName, customer) => {
  const { identifierValue } = customer;
  return readKey(identifierName, customer, (name) => {
    const identifier = readIdentifier(name, identifierValue);
    return identifier && { value: identifier.value, written: identifier.written };
  });
};

/**
 * The key of a customer that a platform finds. The platform may know identifiers that cannot be read here: they are
 * passed on as they are.
 */
export const readForwardedKey: ReadKey = (identifierName, customer) => {
  const { identifierValue } = customer;
  return readKey(identifierName, customer, (name) => {
    const identifier = readIdentifier(name, identifierValue);
    if (identifier) return { value: identifier.value, written: identifier.forwarded };
    return isText(identifierValue) ? { value: identifierValue, written: identifierValue } : null;
  });
};

function readKey(
  identifierName: string,
  customer: NamedCustomer,
  readValue: (name: IdentifierName) => Pick<Identifier, 'value' | 'written'> | null,
): CustomerKey | Refusal {
  const refusal = refuseCustomer(customer);
  if (refusal) return refusal;
  const name = parseIdentifierName(identifierName);
  const source = parseSource(customer.source);
  const read = name && readValue(name);
  if (name === null || source === null || read === null)
    return { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };
  const key = { identifierName: name, value: read.value, source };
  return read.written === read.value ? key : { ...key, written: read.written };
}

/** The form in which an identifier is stored and compared, or null where no customer can have it. */
export function canonicalIdentifier(name: IdentifierName, written: string): string | null {
  return readIdentifier(name, written)?.value ?? null;
}

function readIdentifier(name: IdentifierName, written: string): Identifier | null {
  // Most callers send mobiles so, and nothing in them needs a second look.
  if (name === 'MOBILE' && isCanonicalMobile(written)) return { value: written, written, forwarded: written };
  if (!isText(written)) return null;
  const text = withoutInvisible(written);
  switch (name) {
    case 'ID':
      return sameInAllForms(parseId(text));
    case 'MOBILE':
      return mobileOf(text);
    case 'EMAIL':
      return emailOf(readEmail(text), written);
  }
}

/** PostgreSQL refuses NUL and would store a lone surrogate as another character. */
function isText(written: string): boolean {
  return (
    written.length <= MAX_IDENTIFIER_LENGTH && !CONTROL_CHARACTER.test(written) && written.isWellFormed()
  );
}

function sameInAllForms(id: string | null): Identifier | null {
  return id === null ? null : { value: id, written: id, forwarded: id };
}

/** A platform is sent bare digits as they are, and other spellings as the number that they are dialled by. */
function mobileOf(text: string): Identifier | null {
  const digits = readMobile(text);
  if (digits === null) return null;
  const forwarded = digits === text ? digits : withoutTrunkPrefix(digits);
  return { value: canonicalMobile(digits), written: digits, forwarded };
}

function emailOf(email: string, written: string): Identifier | null {
  if (email === '') return null;
  return { value: canonicalEmail(email), written: inLowerCase(written.trim()), forwarded: email };
}

/**
 * The values under which the customer of a key may have been registered, the likeliest first: as it is written now, in
 * its one form, and in the forms that earlier versions of the gateway and of numbering plans had.
 */
export function storedFormsOf({ identifierName, value, written = value }: CustomerKey): string[] {
  switch (identifierName) {
    case 'ID':
      return [value];
    case 'MOBILE':
      return [...new Set([written, value, ...otherFormsOfMobile(value, written)])];
    case 'EMAIL':
      return [...new Set([written, value, ...otherFormsOfEmail(value)])];
  }
}
