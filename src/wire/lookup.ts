/** Encodes and decodes a customer look-up. */

import { writtenForm, type CustomerKey } from '../domain/customer.js';
import type { NamedCustomer } from '../domain/bulk-request.js';
import type { FinishedLookup } from '../service/promotion-service.js';
import { decodeMessages, refusalOf } from './answered/answered-message.js';
import { idOf } from './answered/answered-bulk.js';
import { wireIdentifierName } from './identifier-names.js';
import { isObject, textOf, type Json } from './json.js';
import { wireId, wireMessage, type WireId, type WireMessage } from './bulk-response.js';

/** The names of a customer in a query. */
export interface NamedLookup {
  readonly identifierName: string;
  readonly customer: NamedCustomer;
}

/** The answer to a look-up that found no customer or failed. */
export interface LookupFailure {
  readonly errors: readonly WireMessage[];
}

/** Reads the customer of a query: a missing or repeated parameter becomes '', which the rules refuse. */
export function decodeLookup(query: Json): NamedLookup {
  const { identifierName, identifierValue, source } = query;
  return {
    identifierName: textOf(identifierName),
    customer: { identifierValue: textOf(identifierValue), source: textOf(source) },
  };
}

export function encodeLookup(
  lookup: FinishedLookup,
): { readonly entity: WireId; readonly warnings: readonly WireMessage[] } | LookupFailure {
  return lookup.status === 'found'
    ? { entity: wireId(lookup.customerId), warnings: [] }
    : encodeLookupFailure(lookup);
}

export function encodeLookupFailure({
  refusal,
}: Extract<FinishedLookup, { status: 'refused' }>): LookupFailure {
  return { errors: [wireMessage(refusal)] };
}

/** Writes the query that names a customer. */
export function encodeLookupQuery(key: CustomerKey): Record<string, string> {
  const { identifierName, source } = key;
  return { identifierName: wireIdentifierName(identifierName), identifierValue: writtenForm(key), source };
}

/**
 * Reads the answer to a look-up.
 * @returns null for what is no such answer
 */
export function decodeLookupAnswer(body: unknown): FinishedLookup | null {
  if (!isObject(body)) return null;
  const errors = decodeMessages(body.errors);
  if (!errors) return null;
  const [error] = errors;
  if (error) return { status: 'refused', refusal: refusalOf(error, 'ENROL_AND_EARN') };
  const customerId = idOf(body.entity);
  return customerId === null ? null : { status: 'found', customerId };
}
