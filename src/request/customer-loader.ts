import DataLoader from 'dataloader';
import type { CustomerKey } from '../domain/customer.js';
import type { CustomerDirectory } from '../service/ports.js';
import { Lanes } from './lanes.js';

/** Loads a customer's id, or null where nobody has the key. */
export type CustomerLoader = DataLoader<CustomerKey, string | null, string>;

/** One organisation's key: what concurrent requests of several organisations may be looked up with at once. */
interface TenantKey {
  readonly organisationId: string;
  readonly key: CustomerKey;
}
export type SharedCustomerLoader = DataLoader<TenantKey, string | null>;

/** Looking up two batches at a time, a slow one does not hold up all others. */
const LANES = 2;
const MAX_BATCH = 1_000;

/**
 * The process-wide loader: merges the look-ups of concurrent requests, remembers nothing, and asks for each
 * organisation's customers in a query of its own.
 */
export function sharedCustomerLoader(directory: CustomerDirectory): SharedCustomerLoader {
  const lanes = new Lanes(LANES);
  return new DataLoader<TenantKey, string | null>(
    (keys) => lanes.leaveAfter(findInOrganisations(directory, keys)),
    {
      cache: false,
      maxBatchSize: MAX_BATCH,
      batchScheduleFn: (dispatch) => {
        lanes.enter(dispatch);
      },
    },
  );
}

/** The loader of one request and one caller: asks the shared one for each different key once. */
export function customerLoader(shared: SharedCustomerLoader, organisationId: string): CustomerLoader {
  return new DataLoader<CustomerKey, string | null, string>(
    (keys) => shared.loadMany(keys.map((key) => ({ organisationId, key }))),
    { cacheKeyFn: ({ identifierName, source, value }) => `${identifierName} ${source} ${value}` },
  );
}

async function findInOrganisations(
  directory: CustomerDirectory,
  keys: readonly TenantKey[],
): Promise<(string | null | Error)[]> {
  const found = new Map<TenantKey, string | null | Error>();
  const organisations = new Set(keys.map(({ organisationId }) => organisationId));
  await Promise.all(
    [...organisations].map(async (organisationId) => {
      const own = keys.filter((tenantKey) => tenantKey.organisationId === organisationId);
      try {
        const customerIds = await directory.find(
          organisationId,
          own.map(({ key }) => key),
        );
        own.forEach((tenantKey, i) => found.set(tenantKey, customerIds[i] ?? null));
      } catch (error) {
        // One organisation's failure is not the others'.
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const tenantKey of own) found.set(tenantKey, failure);
      }
    }),
  );
  return keys.map((tenantKey) => found.get(tenantKey) ?? null);
}
