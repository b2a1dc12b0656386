/** DataLoader for customers: one per request, above one that merges requests. */

import DataLoader, { type CacheMap } from 'dataloader';
import {
  writtenForm,
  type CustomerKey,
  type CustomerSource,
  type IdentifierName,
} from '../domain/customer.js';
import { readCustomerKey, readForwardedKey, type ReadKey } from '../service/identifiers/customer-key.js';
import { ConcurrencyLimit } from '../service/batching/concurrency-limit.js';
import { limitedLoader } from '../service/batching/limited-loader.js';
import type { CustomerDirectory } from '../service/ports.js';
import type { Patience } from '../service/waiting-line.js';

type Find = (keys: readonly CustomerKey[]) => Promise<(string | null)[]>;

/** Marks an id that a call of `loadAll` is loading. */
interface Asking {
  readonly asking: true;
}

/** What a request knows of a key: its customer's id, or null; a promise of it; or that it is asked for. */
type Known = string | null | Promise<string | null> | Asking;

/** Reads and loads customers' ids for one request and one caller, or null where no customer has the key. */
export class CustomerLoader extends DataLoader<CustomerKey, string | null> {
  readonly #find: Find;
  readonly #known: KeyMap<Known>;

  constructor(
    find: Find,
    readonly readKey: ReadKey,
  ) {
    const known = new KeyMap<Known>();
    super(
      async (keys) => {
        const ids = await find(keys);
        keys.forEach((key, i) => known.set(key, ids[i] ?? null));
        return ids;
      },
      { cacheMap: promisesIn(known) },
    );
    this.#find = find;
    this.#known = known;
  }

  /**
   * Finds the customers of one call, who are named all at once: as `loadMany` does, but without a promise for each.
   * @returns the id for each key, in order
   */
  async loadAll(keys: readonly CustomerKey[]): Promise<(string | null)[]> {
    const asking: Asking = { asking: true };
    const asked = keys.filter((key) => {
      const known = this.#known.get(key);
      if (known === asking || isId(known)) return false;
      this.#known.set(key, asking);
      return true;
    });
    const ids = asked.length > 0 ? await this.#find(asked) : [];
    asked.forEach((key, i) => {
      this.#known.set(key, ids[i] ?? null);
    });
    return keys.map((key) => {
      const known = this.#known.get(key);
      return isId(known) ? known : null;
    });
  }
}

function isId(known: Known | undefined): known is string | null {
  return known === null || typeof known === 'string';
}

/** What is known as DataLoader's cache, which holds promises. */
function promisesIn(values: KeyMap<Known>): CacheMap<CustomerKey, Promise<string | null>> {
  return {
    get: (key) => {
      const known = values.get(key);
      if (isId(known)) return Promise.resolve(known);
      return known instanceof Promise ? known : undefined;
    },
    set: (key, promise) => values.set(key, promise),
    delete: (key) => values.delete(key),
    clear: () => values.clear(),
  };
}

/** Values by the parts of a customer key, because building one text of them takes longer than looking them up. */
class KeyMap<Value> {
  #groups: KeyGroup<Value>[] = [];

  get(key: CustomerKey): Value | undefined {
    return this.#groupOf(key)?.values.get(writtenForm(key));
  }

  set(key: CustomerKey, value: Value): void {
    const { identifierName, source } = key;
    let group = this.#groupOf(key);
    if (!group) this.#groups.push((group = { identifierName, source, values: new Map() }));
    group.values.set(writtenForm(key), value);
  }

  delete(key: CustomerKey): void {
    this.#groupOf(key)?.values.delete(writtenForm(key));
  }

  clear(): void {
    this.#groups = [];
  }

  /** A request has one group, or few: every kind of identifier under every source is some twenty. */
  #groupOf({ identifierName, source }: CustomerKey): KeyGroup<Value> | undefined {
    return this.#groups.find((group) => group.source === source && group.identifierName === identifierName);
  }
}

/** The values of one kind of identifier under one source, by their written forms. */
interface KeyGroup<Value> {
  readonly identifierName: IdentifierName;
  readonly source: CustomerSource;
  readonly values: Map<string, Value>;
}

/** The keys of one request and its organisation. */
interface TenantKeys {
  readonly organisationId: string;
  readonly keys: readonly CustomerKey[];
}
export type SharedCustomerLoader = DataLoader<TenantKeys, (string | null)[]>;

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

/** The loader of one request and one caller: asks the shared one for all different keys at once. */
export function customerLoader(shared: SharedCustomerLoader, organisationId: string): CustomerLoader {
  return new CustomerLoader((keys) => shared.load({ organisationId, keys }), readCustomerKey);
}

/** The loader of one request and one caller on the directory of a platform. */
export function platformLoader(directory: CustomerDirectory, organisationId: string): CustomerLoader {
  return new CustomerLoader((keys) => directory.find(organisationId, keys), readForwardedKey);
}

/** Looks up each organisation separately, so that one failure does not affect the others. */
async function findInOrganisations(
  directory: CustomerDirectory,
  requests: readonly TenantKeys[],
): Promise<((string | null)[] | Error)[]> {
  const organisations = [...new Set(requests.map(({ organisationId }) => organisationId))];
  const found = new Map<TenantKeys, (string | null)[] | Error>();
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
