/** Finds customers by their keys. */

import type { Kysely } from 'kysely';
import {
  writtenForm,
  type CustomerKey,
  type CustomerSource,
  type IdentifierName,
} from '../../domain/customer.js';
import { storedFormsOf } from '../../service/identifiers/customer-key.js';
import type { CustomerDirectory } from '../../service/ports.js';
import type { Database, StoredIdentifierName } from '../schema.js';
import { numbers, numbersIn, prepared, run, texts } from '../connection/statement.js';

/** An id names its customer under every source. */
const FIND_IDS = prepared(
  'find_customers_by_id',
  `
  select array_agg((
    select customer_id from customer where organisation_id = $1 and customer_id = wanted.id
  ) order by wanted.position)::text as customer_ids
  from unnest($2::bigint[]) with ordinality as wanted(id, position)`,
);

/** Where several customers share an identifier under different sources, ALL finds the one with the lowest id. */
const FIND_IDENTIFIERS = prepared(
  'find_customers_by_identifier',
  `
  select array_agg((
    select min(customer_id) from customer_identifier
    where organisation_id = $1 and identifier_name = $2 and identifier_value = wanted.value
      and source = coalesce(nullif(wanted.source, 'ALL'), source)
  ) order by wanted.position)::text as customer_ids
  from unnest($3::text[], $4::text[]) with ordinality as wanted(value, source, position)`,
);

/** Customers in SQL: one statement for each kind of identifier among the keys. */
export function customerDirectory(db: Kysely<Database>): CustomerDirectory {
  return {
    async find(organisationId, keys) {
      const [name, ...others] = new Set(keys.map(({ identifierName }) => identifierName));
      if (name === undefined) return [];
      if (others.length === 0) return findAll(db, organisationId, name, keys);
      const found = new Map<CustomerKey, string | null>();
      for (const kind of [name, ...others]) {
        const own = keys.filter(({ identifierName }) => identifierName === kind);
        const customerIds = await findAll(db, organisationId, kind, own);
        own.forEach((key, i) => found.set(key, customerIds[i] ?? null));
      }
      return keys.map((key) => found.get(key) ?? null);
    },
  };
}

/** The stored name of each kind of identifier; null for the customer's own id, which is not stored as one. */
const storedNameOf: Record<IdentifierName, StoredIdentifierName | null> = {
  ID: null,
  MOBILE: 'MOBILE',
  EMAIL: 'EMAIL',
  EXTERNAL_ID: 'EXTERNAL_ID',
};

/** Searches each key in an index, regardless of statistics. @returns a customerId for each */
async function findAll(
  db: Kysely<Database>,
  organisationId: string,
  name: IdentifierName,
  keys: readonly CustomerKey[],
): Promise<(string | null)[]> {
  const storedName = storedNameOf[name];
  if (storedName === null) return findIds(db, organisationId, keys);
  const find = (wanted: readonly Wanted[]) => findIdentifiers(db, organisationId, storedName, wanted);
  const found = await find(keys.map((key) => ({ value: writtenForm(key), source: key.source })));
  const others = keys.flatMap((key, position) => (found[position] === null ? otherForms(key, position) : []));
  if (others.length === 0) return found;
  const foundOtherwise = await find(others);
  others.forEach(({ position }, i) => (found[position] ??= foundOtherwise[i] ?? null));
  return found;
}

/** One value to search under a source. */
interface Wanted {
  readonly value: string;
  readonly source: CustomerSource;
}

/** Tries the other forms of identifiers that were not found, the likeliest first. */
function otherForms(key: CustomerKey, position: number): (Wanted & { readonly position: number })[] {
  const [, ...others] = storedFormsOf(key);
  return others.map((value) => ({ value, source: key.source, position }));
}

async function findIds(
  db: Kysely<Database>,
  organisationId: string,
  keys: readonly CustomerKey[],
): Promise<(string | null)[]> {
  const ids = numbers(keys.map(({ value }) => value));
  const [found] = await run<Found>(db, FIND_IDS, [organisationId, ids]);
  return numbersIn(found?.customer_ids ?? null);
}

async function findIdentifiers(
  db: Kysely<Database>,
  organisationId: string,
  name: StoredIdentifierName,
  wanted: readonly Wanted[],
): Promise<(string | null)[]> {
  const values = texts(wanted.map(({ value }) => value));
  const sources = texts(wanted.map(({ source }) => source));
  const [found] = await run<Found>(db, FIND_IDENTIFIERS, [organisationId, name, values, sources]);
  return numbersIn(found?.customer_ids ?? null);
}

/** One value with all results, which the driver reads faster than rows. */
interface Found {
  readonly customer_ids: string | null;
}
