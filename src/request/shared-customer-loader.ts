/** Merges the look-ups of concurrent requests. */

import DataLoader from 'dataloader';
import type { CustomerKey } from '../domain/customer.js';
import { ConcurrencyLimit } from '../service/batching/concurrency-limit.js';
import { limitedLoader } from '../service/batching/limited-loader.js';
import type { CustomerDirectory, FoundCustomer } from '../service/ports.js';
import type { Patience } from '../service/waiting-line.js';

/** The keys of one request and its organisation. */
interface TenantKeys {
  readonly organisationId: string;
  readonly keys: readonly CustomerKey[];
}
export type SharedCustomerLoader = DataLoader<TenantKeys, FoundCustomer[]>;

export interface SharedCustomerLoaderOptions {
  /** How long look-ups wait for a slot; without a limit by default. */
  readonly patienceMs?: Patience;
  /** Whether concurrent requests share a look-up; true by default. */
  readonly merge?: boolean;
}

/** With two batches at a time, a slow one does not hold up all others. */
const CONCURRENT_BATCHES = 2;
/** The requests of one batch; each has at most 100 customers. */
const MAX_BATCH = 100;

/**
 * The process-wide loader: merges the look-ups of concurrent requests, remembers nothing, and asks for each
 * organisation's customers in a query of its own.
 */
export function sharedCustomerLoader(
  directory: CustomerDirectory,
  { merge = true, patienceMs = null }: SharedCustomerLoaderOptions = {},
): SharedCustomerLoader {
  const find = (requests: readonly TenantKeys[]) => findInOrganisations(directory, requests);
  if (!merge) return new DataLoader(find, { cache: false, batch: false });
  return limitedLoader({
    limit: new ConcurrencyLimit(CONCURRENT_BATCHES, patienceMs),
    maxBatchSize: MAX_BATCH,
    find,
  });
}

/** Looks up each organisation separately, so that one failure does not affect the others. */
async function findInOrganisations(
  directory: CustomerDirectory,
  requests: readonly TenantKeys[],
): Promise<(FoundCustomer[] | Error)[]> {
  const organisations = [...new Set(requests.map(({ organisationId }) => organisationId))];
  const found = new Map<TenantKeys, FoundCustomer[] | Error>();
  await Promise.all(
    organisations.map(async (organisationId) => {
      const own = requests.filter((request) => request.organisationId === organisationId);
      try {
        const keys = ([] as CustomerKey[]).concat(...own.map((request) => request.keys));
        const customerIds = await directory.find(organisationId, keys);
        let begin = 0;
        for (const request of own) {
          found.set(request, customerIds.slice(begin, (begin += request.keys.length)));
        }
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const request of own) found.set(request, failure);
      }
    }),
  );
  return requests.map((request) => found.get(request) ?? new Error('A look-up has no result'));
}
