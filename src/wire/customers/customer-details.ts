/** Encodes a customer with its identifiers. */

import type { RegisteredIdentifier } from '../../service/customer-register.js';
import { wireId, type WireId, type WireMessage } from '../bulk-response.js';
import { wireIdentifierName } from '../identifier-names.js';

/** What is known under one source. The store has neither names nor channels. */
interface WireProfile {
  readonly firstName: null;
  readonly lastName: null;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly commChannels: readonly [];
  readonly source: string;
  readonly accountId: null;
}

export interface CustomerDetails {
  readonly id: WireId;
  readonly profiles: readonly WireProfile[];
  readonly loyaltyInfo: { readonly loyaltyType: 'loyalty' };
  readonly warnings: readonly WireMessage[];
}

/** @param identifiers those of a source are neighbours */
export function encodeCustomerDetails(
  customerId: string,
  identifiers: readonly RegisteredIdentifier[],
): CustomerDetails {
  const sources = [...new Set(identifiers.map(({ source }) => source))];
  return {
    id: wireId(customerId),
    profiles: sources.map((source) => ({
      firstName: null,
      lastName: null,
      identifiers: identifiers
        .filter((identifier) => identifier.source === source)
        .map(({ name, value }) => ({ type: wireIdentifierName(name), value })),
      commChannels: [],
      source,
      accountId: null,
    })),
    loyaltyInfo: { loyaltyType: 'loyalty' },
    warnings: [],
  };
}
