/** Finds customers at the platform. */

import { LRUCache } from 'lru-cache';
import { writtenForm, type CustomerKey } from '../../domain/customer.js';
import { PlatformUnavailable, type CustomerDirectory } from '../../service/ports.js';
import type { FinishedLookup } from '../../service/promotion-service.js';
import { orFailure, readCustomerById, readLookup, type Reader } from './read.js';

const FOUND_FOR_MS = 5 * 60_000;
/** All names together: some 50,000 of a usual length. */
const MAX_CHARACTERS = 2_500_000;
/** When to retry a read that the platform refused. */
const RETRY_MS = 1_000;

/** The customers of identifiers that were found recently. Misses are not cached, because customers register. */
export type FoundCustomers = LRUCache<string, string>;

export function foundCustomers(): FoundCustomers {
  return new LRUCache({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (customerId, name) => name.length + customerId.length,
    ttl: FOUND_FOR_MS,
  });
}

/**
 * Finds customers on the platform, which has no operation for several. The number of connections bounds the concurrent
 * look-ups.
 */
export function customerDirectory(found: FoundCustomers, open: () => Reader): CustomerDirectory {
  return {
    find: (organisationId, keys) => {
      const reader = open();
      return Promise.all(
        keys.map(async (key) => {
          const name = nameOf(organisationId, key);
          const known = found.get(name);
          if (known !== undefined) return known;
          const customerId = await orFailure(findOne(reader, key));
          if (typeof customerId === 'string') found.set(name, customerId);
          return customerId;
        }),
      );
    },
  };
}

async function findOne(reader: Reader, key: CustomerKey): Promise<string | null> {
  const lookUp = key.identifierName === 'ID' ? readCustomerById : readLookup;
  return idOf(await lookUp(reader, key));
}

function nameOf(organisationId: string, key: CustomerKey): string {
  return `${organisationId} ${key.identifierName} ${key.source} ${writtenForm(key)}`;
}

/** @throws PlatformUnavailable where the platform refused for another reason than an unknown customer */
function idOf(lookup: FinishedLookup): string | null {
  if (lookup.status === 'found') return lookup.customerId;
  if (NO_CUSTOMER.includes(lookup.refusal.fault)) return null;
  throw new PlatformUnavailable(RETRY_MS, {
    cause: new Error(`The platform refused a look-up: ${lookup.refusal.fault}`),
  });
}

/** The faults that mean that no customer has the identifier. */
const NO_CUSTOMER: readonly string[] = [
  'CUSTOMER_NOT_FOUND',
  'EMPTY_IDENTIFIER',
  'UNKNOWN_IDENTIFIER_NAME',
  'INVALID_SOURCE',
];
