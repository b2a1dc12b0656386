/** Finds the promotion of which a call or an outcome has only the names. */

import type { BulkRequest } from '../domain/bulk-request.js';
import { findHistory } from '../domain/history.js';
import type { Promotion } from '../domain/promotion.js';
import { isNamed, isWhole, type NamedPromotion, type SettledOutcome } from '../service/promotion-service.js';
import { findCustomer } from './find-customer.js';
import type { Scope } from './scope.js';

/**
 * The promotion that a call names, as far as it can be read. A promotion that is named by its promoIdentifier alone is
 * searched among those of the first customer who is found; without such a customer the call fails for all anyway.
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function promotionOfRequest(scope: Scope, request: BulkRequest): Promise<Promotion | null> {
  const { programId, promotionId, promoIdentifier, identifierName, customers } = request;
  if (!programId) return null;
  const named = { programId, promotionId, promoIdentifier };
  if (promotionId) return scope.reads.promotions.load(named);
  for (const customer of customers) {
    const lookup = await findCustomer(scope.customers, identifierName, customer);
    if (lookup.status === 'found') return promotionOfCustomer(scope, named, lookup.customerId);
  }
  return null;
}

/**
 * The promotion of an outcome, read where the outcome has only its names.
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function promotionOfOutcome(
  scope: Scope,
  { promotion, customers }: SettledOutcome,
): Promise<Promotion | null> {
  if (isWhole(promotion)) return promotion;
  if (promotion.promotionId) return scope.reads.promotions.load(promotion);
  const served = customers.find(({ status }) => status !== 'refused');
  return served?.customerId ? promotionOfCustomer(scope, promotion, served.customerId) : null;
}

async function promotionOfCustomer(
  { reads }: Scope,
  named: NamedPromotion,
  customerId: string,
): Promise<Promotion | null> {
  const found = findHistory(await reads.histories.load(customerId), (promotion) => isNamed(promotion, named));
  return found?.promotion ?? null;
}
