/** Finds the promotion of which an outcome has only the names. */

import { findHistory } from '../domain/history.js';
import type { Promotion } from '../domain/promotion.js';
import { isNamed, isWhole, type NamedPromotion, type SettledOutcome } from '../service/promotion-service.js';
import type { Scope } from './scope.js';

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
