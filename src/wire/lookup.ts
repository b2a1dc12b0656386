import type { NamedCustomer } from '../domain/bulk-request.js';
import type { CustomerLookup } from '../service/promotion-service.js';
import { textOf, type Json } from './bulk-request.js';
import { wireId, wireMessage, type WireId, type WireMessage } from './bulk-response.js';

/** How a query names one customer. */
export interface NamedLookup {
  readonly identifierName: string;
  readonly customer: NamedCustomer;
}

/** The answer to a look-up that found nobody, or that could not be made. */
export interface LookupFailure {
  readonly errors: readonly WireMessage[];
}

/** Reads the customer of a query: what is missing, or given twice, becomes '' for the rules to refuse. */
export function decodeLookup(query: Json): NamedLookup {
  const { identifierName, identifierValue, source } = query;
  return {
    identifierName: textOf(identifierName),
    customer: { identifierValue: textOf(identifierValue), source: textOf(source) },
  };
}

export function encodeLookup(
  lookup: CustomerLookup,
): { readonly entity: WireId; readonly warnings: readonly WireMessage[] } | LookupFailure {
  return lookup.status === 'found'
    ? { entity: wireId(lookup.customerId), warnings: [] }
    : encodeLookupFailure(lookup);
}

export function encodeLookupFailure({
  refusal,
}: Extract<CustomerLookup, { status: 'refused' }>): LookupFailure {
  return { errors: [wireMessage(refusal.fault)] };
}
