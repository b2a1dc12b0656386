/** DataLoader for the customers of one request. */

import DataLoader, { type CacheMap } from 'dataloader';
import type { NamedCustomer } from '../domain/bulk-request.js';
import {
  writtenForm,
  type CustomerKey,
  type CustomerSource,
  type IdentifierName,
} from '../domain/customer.js';
import type { Refusal } from '../domain/errors/errors.js';
import { refuseLookup } from '../domain/rules.js';
import { readCustomerKey, readForwardedKey, type ReadKey } from '../service/identifiers/customer-key.js';
import type { CustomerDirectory, FoundCustomer } from '../service/ports.js';
import type { FinishedLookup } from '../service/promotion-service.js';
import { isUnavailable, refusalOfFailure } from '../service/unavailable.js';
import type { SharedCustomerLoader } from './shared-customer-loader.js';

type Find = (keys: readonly CustomerKey[]) => Promise<FoundCustomer[]>;

/** Marks an id that a call of `loadAll` is loading. */
interface Asking {
  readonly asking: true;
}

/** What a request knows of a key: what was found; a promise of it; or that it is asked for. */
type Known = FoundCustomer | Promise<string | null> | Asking;

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

  /** Looks up a customer outside a bulk request, and checks the kind of identifier as well. */
  async lookUp(identifierName: string, customer: NamedCustomer): Promise<FinishedLookup> {
    const key = refuseLookup(identifierName, customer) ?? this.readKey(identifierName, customer);
    return 'fault' in key ? { status: 'refused', refusal: key } : toLookup(await this.load(key));
  }

  /**
   * Looks up the customers of one call, who are named all at once: as `loadMany` does, but without a promise for each.
   * @param keys those read by `readKey`; a refusal in place of a key is the result
   * @returns the result for each key, in order
   * @throws PlatformUnavailable, PlatformAccessRefused where none of them could be looked up
   */
  async lookUpAll(keys: readonly (CustomerKey | Refusal)[]): Promise<FinishedLookup[]> {
    const asking: Asking = { asking: true };
    const asked = keys.filter((key): key is CustomerKey => {
      if ('fault' in key) return false;
      const known = this.#known.get(key);
      if (known === asking || isId(known)) return false;
      this.#known.set(key, asking);
      return true;
    });
    const found = asked.length > 0 ? await this.#find(asked) : [];
    asked.forEach((key, i) => {
      this.#known.set(key, found[i] ?? null);
    });
    const [failure] = found;
    if (isUnavailable(failure) && found.every(isUnavailable)) throw failure;
    return keys.map((key) => {
      if ('fault' in key) return { status: 'refused', refusal: key };
      const known = this.#known.get(key);
      return toLookup(isId(known) || isUnavailable(known) ? known : null);
    });
  }
}

const NOT_FOUND: Refusal = { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };

function toLookup(found: FoundCustomer): FinishedLookup {
  if (typeof found === 'string') return { status: 'found', customerId: found };
  return { status: 'refused', refusal: found === null ? NOT_FOUND : refusalOfFailure(found) };
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

/** The loader of one request and one caller: asks the shared one for all different keys at once. */
export function customerLoader(shared: SharedCustomerLoader, organisationId: string): CustomerLoader {
  return new CustomerLoader((keys) => shared.load({ organisationId, keys }), readCustomerKey);
}

/** The loader of one request and one caller on the directory of a platform. */
export function platformLoader(directory: CustomerDirectory, organisationId: string): CustomerLoader {
  return new CustomerLoader((keys) => directory.find(organisationId, keys), readForwardedKey);
}
