/** Resolves the entities of a supergraph. */

import { requireAccess } from '../../http/access/authenticate.js';
import { Problem } from '../../http/problem.js';
import { takeCustomers } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import type { Customer } from '../types/customer.js';
import { ID } from '../types/id.js';
import { presentProgram, presentPromotion } from '../present/present-promotion.js';
import type { LoyaltyProgram, Promotion } from '../types/promotion.js';
import { countDifferent, type Representation } from './representation.js';

/**
 * How the entities of a supergraph are found, all of a type at once by the request's loaders; null for what is
 * not there, belongs to another organisation or is no id.
 * @throws Problem 403 without the access, 400 for a representation without an id
 */
export const entities = {
  Customer: findCustomerEntity,
  LoyaltyProgram: findProgramEntity,
  Promotion: findPromotionEntity,
};

/**
 * Counts the different customers among the entities of one `_entities` against the client's rate limit.
 * @throws Problem 403 without the access, 429 beyond the limit
 */
export function admitEntities(representations: readonly Representation[], { caller, quota }: Scope): void {
  const customers = countDifferent(representations.filter(({ __typename }) => __typename === 'Customer'));
  if (customers > 0) requireAccess(caller, 'customer:read');
  takeCustomers(quota, customers);
}

async function findCustomerEntity(
  representation: Representation,
  { caller, customers }: Scope,
): Promise<Customer | null> {
  requireAccess(caller, 'customer:read');
  const named = { identifierValue: idOf(representation), source: 'ALL' };
  const found = await customers.lookUp('ID', named);
  return found.status === 'found' ? { id: found.customerId } : null;
}

async function findProgramEntity(
  representation: Representation,
  { caller, reads }: Scope,
): Promise<LoyaltyProgram | null> {
  requireAccess(caller, 'promotion:read');
  const program = await reads.programs.load(idOf(representation));
  return program && presentProgram(program);
}

async function findPromotionEntity(
  representation: Representation,
  { caller, reads }: Scope,
): Promise<Promotion | null> {
  requireAccess(caller, 'promotion:read');
  const promotion = await reads.promotionsById.load(idOf(representation));
  return promotion && presentPromotion(promotion, reads.moment().now);
}

/** @throws Problem 400 for what cannot be an ID, such as a number that has lost digits */
function idOf({ id }: Representation): string {
  try {
    return ID.parseValue(id);
  } catch {
    throw new Problem(400, 'BAD_USER_INPUT', 'The id of a representation must be text or a whole number');
  }
}
