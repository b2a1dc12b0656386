/** Resolves the entities of a supergraph. */

import { requireAccess } from '../../http/access/authenticate.js';
import { Problem } from '../../http/problem.js';
import { takeCustomers } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import type { RecordName } from '../../service/read-ports.js';
import { Customer } from '../types/customer.js';
import type { CustomerPromotion, PromotionEarning, PromotionEnrolment } from '../types/customer-promotion.js';
import { ID } from '../types/id.js';
import { readCustomerPromotion, readEarning, readEnrolment } from '../present/read-record.js';
import { presentProgram, presentPromotion } from '../present/present-promotion.js';
import type { LoyaltyProgram, Promotion } from '../types/promotion.js';
import { readRecordId } from '../types/record-id.js';
import type { Representation } from './representation.js';

/**
 * How the entities of a supergraph are found, all of a type at once by the request's loaders; null for what is
 * not there, belongs to another organisation or is no id.
 * @throws Problem 403 without the access, 400 for a representation without an id
 */
export const entities = {
  Customer: findCustomerEntity,
  CustomerPromotion: findCustomerPromotion,
  LoyaltyProgram: findProgramEntity,
  Promotion: findPromotionEntity,
  PromotionEarning: findEarning,
  PromotionEnrolment: findEnrolment,
};

/**
 * Counts the different customers among the entities of one `_entities` against the client's rate limit.
 * @throws Problem 403 without the access, 429 beyond the limit
 */
export function admitEntities(representations: readonly Representation[], { caller, quota }: Scope): void {
  const customers = new Set<string>();
  for (const { __typename, id } of representations) {
    // The id of what a customer has begins with that of the customer.
    if (ofCustomers.has(__typename)) customers.add(String(id).split('-', 1).join());
  }
  if (customers.size > 0) requireAccess(caller, 'customer:read');
  takeCustomers(quota, customers.size);
}

/** The types whose entities belong to a customer. */
const ofCustomers: ReadonlySet<string> = new Set([
  'Customer',
  'CustomerPromotion',
  'PromotionEarning',
  'PromotionEnrolment',
]);

function findCustomerEntity(representation: Representation, scope: Scope): Promise<Customer | null> {
  return findCustomerById(idOf(representation), scope);
}

async function findCustomerById(id: string, { caller, customers }: Scope): Promise<Customer | null> {
  requireAccess(caller, 'customer:read');
  const named = { identifierValue: id, source: 'ALL' };
  const found = await customers.lookUp('ID', named);
  return found.status === 'found' ? new Customer(found.customerId) : null;
}

async function findCustomerPromotion(
  representation: Representation,
  scope: Scope,
): Promise<CustomerPromotion | null> {
  const [customerId, promotionId] = readRecordId(idOf(representation), 2) ?? [];
  if (!customerId || !promotionId || !(await findCustomerById(customerId, scope))) return null;
  return readCustomerPromotion(scope, { customerId, promotionId });
}

async function findEnrolment(
  representation: Representation,
  scope: Scope,
): Promise<PromotionEnrolment | null> {
  const name = await recordOf(representation, scope);
  return name && readEnrolment(scope, name);
}

async function findEarning(representation: Representation, scope: Scope): Promise<PromotionEarning | null> {
  const name = await recordOf(representation, scope);
  return name && readEarning(scope, name);
}

/** The enrolment or earning that a representation names; null without its customer. */
async function recordOf(representation: Representation, scope: Scope): Promise<RecordName | null> {
  const [customerId, promotionId, id] = readRecordId(idOf(representation), 3) ?? [];
  if (!customerId || !promotionId || !id || !(await findCustomerById(customerId, scope))) return null;
  return { customerId, promotionId, id };
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
