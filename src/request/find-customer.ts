/** Looks one customer up. */

import type { NamedCustomer } from '../domain/bulk-request.js';
import type { CustomerKey } from '../domain/customer.js';
import type { Refusal } from '../domain/errors/errors.js';
import { refuseLookup } from '../domain/rules.js';
import type { FinishedLookup } from '../service/promotion-service.js';
import type { CustomerLoader } from './customer-loader.js';

/** Looks up a customer outside a bulk request, and checks the kind of identifier as well. */
export async function findCustomer(
  loader: CustomerLoader,
  identifierName: string,
  customer: NamedCustomer,
): Promise<FinishedLookup> {
  const key = refuseLookup(identifierName, customer) ?? loader.readKey(identifierName, customer);
  return toLookup(key, 'fault' in key ? null : await loader.load(key));
}

/** What became of finding a customer: under its key an id was found, or none; or there was no key to look under. */
export function toLookup(key: CustomerKey | Refusal, customerId: string | null): FinishedLookup {
  if ('fault' in key) return { status: 'refused', refusal: key };
  return customerId === null ? { status: 'refused', refusal: NOT_FOUND } : { status: 'found', customerId };
}

const NOT_FOUND: Refusal = { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };
