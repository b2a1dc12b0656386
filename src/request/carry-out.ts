import type { BulkRequest } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors.js';
import { refuseRequest } from '../domain/rules.js';
import { readCustomerKey } from '../service/customer-key.js';
import type { BulkOutcome, CustomerLookup } from '../service/promotion-service.js';
import type { CustomerLoader } from './customer-loader.js';
import { findUnder, toLookup } from './find-customer.js';
import type { Scope } from './scope.js';

/** How a request is to be carried out. */
interface Manner {
  readonly idempotencyKey?: string | null;
  readonly dryRun?: boolean;
  /** Positions that the door's own validation has refused already. */
  readonly refusedCustomers?: ReadonlyMap<number, Refusal>;
}

/**
 * One call's way through, the same for every door: what can be refused unseen is, the rest counts against the
 * client's rate limit, then customers are looked up, then the service acts.
 */
export async function carryOut(
  scope: Scope,
  request: BulkRequest,
  { idempotencyKey = null, dryRun = false, refusedCustomers = new Map() }: Manner = {},
): Promise<BulkOutcome> {
  const refusal = refuseRequest(request);
  // With a key a refusal is to be remembered as well, and keys are kept by the service, which refuses it again.
  if (refusal && (idempotencyKey === null || dryRun)) return { status: 'refused', refusal };
  const throttled = scope.quota.take(request.customers.length);
  if (throttled) return { status: 'refused', refusal: throttled };
  const lookups = refusal ? [] : await lookUpCustomers(scope.customers, request, refusedCustomers);
  return scope.service.carryOut({
    caller: scope.caller,
    requestId: scope.requestId,
    request,
    lookups,
    idempotencyKey,
    dryRun,
  });
}

/** lookups[i] is request.customers[i], all of them in one batch. */
async function lookUpCustomers(
  loader: CustomerLoader,
  { identifierName, customers }: BulkRequest,
  refusedCustomers: ReadonlyMap<number, Refusal>,
): Promise<CustomerLookup[]> {
  const keys = customers.map(
    (customer, i) => refusedCustomers.get(i) ?? readCustomerKey(identifierName, customer),
  );
  const found = await Promise.all(keys.map((key) => findUnder(loader, key)));
  return keys.map((key, i) => toLookup(key, found[i] ?? null));
}
