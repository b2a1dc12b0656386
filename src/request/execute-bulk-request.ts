/** Executes a bulk request: rules, look-ups, service. */

import { parseAction, type BulkRequest } from '../domain/bulk-request.js';
import { parseIdentifierName, type CustomerKey } from '../domain/customer.js';
import type { Refusal } from '../domain/errors/errors.js';
import { refuseMissingAction, refuseRequest } from '../domain/rules.js';
import { StoreUnavailable } from '../service/ports.js';
import type { BulkOutcome, CustomerLookup } from '../service/promotion-service.js';
import { isUnavailable, refusalOfFailure } from '../service/unavailable.js';
import { countResults } from './log-record.js';
import type { Scope } from './scope.js';

/** Options of an execution. */
export interface ExecuteOptions {
  readonly idempotencyKey?: string | null;
  readonly dryRun?: boolean;
  /** Whether the answer shows the enrolments of revoked earnings. */
  readonly showsEnrolments?: boolean;
  /** The door's own refusal of the whole call. */
  readonly refusal?: Refusal | null;
  /** Positions that the door's own validation has refused already. */
  readonly refusedCustomers?: ReadonlyMap<number, Refusal>;
}

/**
 * Executes a call, the same for every door: the rules that need no data, the client's rate limit, the look-ups, the
 * service.
 * @throws StoreUnavailable
 */
export async function executeBulkRequest(
  scope: Scope,
  request: BulkRequest,
  { idempotencyKey = null, dryRun = false, showsEnrolments = false, ...options }: ExecuteOptions = {},
): Promise<BulkOutcome> {
  const refusal = options.refusal ?? refuseRequest(request) ?? refusePassingOn(scope, request);
  // The service keeps the refusals of calls with a key, so it refuses these.
  const isRefusedHere = refusal !== null && (idempotencyKey === null || dryRun);
  const refusedHere = isRefusedHere ? refusal : scope.quota.take(request.customers.length);
  if (refusedHere) return counted(scope, { status: 'refused', refusal: refusedHere });
  // After one call failed, each would wait as long for the store, one after the other.
  if (scope.storeFailure) throw scope.storeFailure;
  try {
    const lookups = refusal ? [] : await lookUpCustomers(scope, request, options.refusedCustomers);
    const action = parseAction(request);
    const { caller, requestId, forwarded } = scope.origin;
    const outcome = await scope.service.execute({
      caller,
      requestId,
      forwarded,
      request,
      action,
      refusal,
      lookups,
      idempotencyKey,
      dryRun,
      showsEnrolments,
    });
    for (const id of outcome.upstreamRequestIds ?? []) scope.responseExtensions.upstreamRequestIds.add(id);
    return counted(scope, outcome);
  } catch (error) {
    if (error instanceof StoreUnavailable) scope.storeFailure = error;
    // A look-up before a write throws it, so nothing was done. A dry run is a read, which fails as other reads do.
    if (isUnavailable(error) && !dryRun) {
      return counted(scope, { status: 'refused', refusal: refusalOfFailure(error) });
    }
    throw error;
  }
}

/** Older operations of a platform have no action, so a call without one could mean anything there. */
function refusePassingOn({ service }: Scope, request: BulkRequest): Refusal | null {
  return service.delegates ? refuseMissingAction(request) : null;
}

function counted({ log }: Scope, outcome: BulkOutcome): BulkOutcome {
  countResults(log, outcome);
  return outcome;
}

const NONE_REFUSED: ReadonlyMap<number, Refusal> = new Map();

/** lookups[i] is request.customers[i], all of them in one batch, or left to a service that finds them itself. */
async function lookUpCustomers(
  { customers: loader, service }: Scope,
  { identifierName, customers }: BulkRequest,
  refusedCustomers: ReadonlyMap<number, Refusal> = NONE_REFUSED,
): Promise<CustomerLookup[]> {
  const keys = customers.map(
    (customer, i) => refusedCustomers.get(i) ?? loader.readKey(identifierName, customer),
  );
  // No bulk operation of the platform documents external ids: the look-up does, and the id goes into the call.
  if (service.delegates && parseIdentifierName(identifierName) !== 'EXTERNAL_ID') return keys.map(deferred);
  return loader.lookUpAll(keys);
}

/** Leaves the look-up to the service; an identifier without a key is refused at once. */
function deferred(key: CustomerKey | Refusal): CustomerLookup {
  return 'fault' in key ? { status: 'refused', refusal: key } : { status: 'deferred', key };
}
