import type { NamedCustomer } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors.js';
import { refuseLookup } from '../domain/rules.js';
import { readCustomerKey } from '../service/customer-key.js';
import type { CustomerLookup } from '../service/promotion-service.js';
import type { CustomerLoader } from './customer-loader.js';

/** Looks one customer up that stands by itself, in a query of its own: the kind of identifier is checked as well. */
export async function findCustomer(
  loader: CustomerLoader,
  identifierName: string,
  customer: NamedCustomer,
): Promise<CustomerLookup> {
  const refusal = refuseLookup(identifierName, customer);
  return refusal ? { status: 'refused', refusal } : lookUpCustomer(loader, identifierName, customer);
}

/** Looks a customer up by the key it turns out to have. */
export async function lookUpCustomer(
  loader: CustomerLoader,
  identifierName: string,
  customer: NamedCustomer,
): Promise<CustomerLookup> {
  const key = readCustomerKey(identifierName, customer);
  if ('fault' in key) return { status: 'refused', refusal: key };
  const customerId = await loader.load(key);
  return customerId === null ? { status: 'refused', refusal: NOT_FOUND } : { status: 'found', customerId };
}

const NOT_FOUND: Refusal = { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };
