/** Normalises an identifier to the one key of its customer. */

import type { NamedCustomer } from '../../domain/bulk-request.js';
import {
  MAX_IDENTIFIER_LENGTH,
  parseIdentifierName,
  parseSource,
  type CustomerKey,
  type IdentifierName,
} from '../../domain/customer.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { parseId } from '../../domain/id.js';
import { withAsciiDigits, withoutInvisible } from '../../domain/pasted-text.js';
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

/** Reads the identifier of a customer in a request. */
export type ReadKey = (identifierName: string, customer: NamedCustomer) => CustomerKey | Refusal;

/** The forms of an identifier: the canonical one, the one nearest to the request, and the one for a platform. */
interface Identifier {
  readonly value: string;
  readonly written: string;
  readonly forwarded: string;
}

/**
 * Returns the key of a customer, or a refusal: the member that is missing or wrong, or CUSTOMER_NOT_FOUND for a value that
 * no customer can have.
 */
export const readCustomerKey: ReadKey = (identifierName, customer) =>
  readKey(identifierName, customer, readIdentifier);

/**
 * Returns the key of a customer that a platform looks up. The platform may know identifiers that cannot be read here, so
 * those are passed on unchanged.
 */
export const readForwardedKey: ReadKey = (identifierName, customer) =>
  readKey(identifierName, customer, forwardIdentifier);

function forwardIdentifier(name: IdentifierName, written: string): KeyValue | null {
  const identifier = readIdentifier(name, written);
  if (identifier) return { value: identifier.value, written: identifier.forwarded };
  return isText(written) && !CONTROL_CHARACTER.test(written) ? { value: written, written } : null;
}

/** The members of a key that come from an identifier. */
type KeyValue = Pick<Identifier, 'value' | 'written'>;

function readKey(
  identifierName: string,
  customer: NamedCustomer,
  readValue: (name: IdentifierName, written: string) => KeyValue | null,
): CustomerKey | Refusal {
  const refusal = refuseCustomer(customer);
  if (refusal) return refusal;
  const name = parseIdentifierName(identifierName);
  const source = parseSource(customer.source);
  const read = name && readValue(name, customer.identifierValue);
  if (name === null || source === null || read === null)
    return { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };
  const key = { identifierName: name, value: read.value, source };
  return read.written === read.value ? key : { ...key, written: read.written };
}

/** Returns the form in which the store has an identifier, or null if no customer can have it. */
export function canonicalIdentifier(name: IdentifierName, written: string): string | null {
  return readIdentifier(name, written)?.value ?? null;
}

function readIdentifier(name: IdentifierName, written: string): Identifier | null {
  // Most mobiles arrive in this form, which needs no parsing.
  if (name === 'MOBILE' && isCanonicalMobile(written)) return { value: written, written, forwarded: written };
  if (!isText(written)) return null;
  const text = withoutInvisible(written);
  if (CONTROL_CHARACTER.test(text)) return null;
  switch (name) {
    case 'ID':
      return sameInAllForms(parseId(withAsciiDigits(text)));
    case 'MOBILE':
      return mobileOf(text);
    case 'EMAIL':
      return emailOf(readEmail(text), written);
    case 'EXTERNAL_ID':
      return text === '' ? null : { value: text, written, forwarded: text };
  }
}

/** Whether a text is short enough, and without the lone surrogates that PostgreSQL replaces. */
function isText(written: string): boolean {
  return written.length <= MAX_IDENTIFIER_LENGTH && written.isWellFormed();
}

function sameInAllForms(id: string | null): Identifier | null {
  return id === null ? null : { value: id, written: id, forwarded: id };
}

/** Reads a mobile. A platform receives bare digits unchanged, and other spellings without the trunk prefix. */
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
 * Lists the values under which the store may have the customer of a key, the likeliest first: the written form, the
 * canonical form, and the forms of earlier gateways and of earlier numbering plans.
 */
export function storedFormsOf({ identifierName, value, written = value }: CustomerKey): string[] {
  switch (identifierName) {
    case 'ID':
      return [value];
    case 'MOBILE':
      return [...new Set([written, value, ...otherFormsOfMobile(value, written)])];
    case 'EMAIL':
      return [...new Set([written, value, ...otherFormsOfEmail(value)])];
    case 'EXTERNAL_ID':
      return [...new Set([written, value])];
  }
}
