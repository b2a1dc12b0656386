import type { Kysely } from 'kysely';
import type { CustomerKey, IdentifierName } from '../domain/customer.js';
import type { CustomerDirectory } from '../service/ports.js';
import type { Database } from './schema.js';
import { numbers, prepared, run } from './statement.js';

/** An id names its customer whatever the source. */
const FIND_IDS = prepared(`
  select (
    select customer_id from customer where organisation_id = $1 and customer_id = wanted.id
  ) as customer_id
  from unnest($2::bigint[]) with ordinality as wanted(id, position)
  order by wanted.position`);

/** Where several customers share an identifier under different sources, ALL finds the one with the lowest id. */
const FIND_IDENTIFIERS = prepared(`
  select (
    select min(customer_id) from customer_identifier
    where organisation_id = $1 and identifier_name = $2 and identifier_value = wanted.value
      and source = coalesce(nullif(wanted.source, 'ALL'), source)
  ) as customer_id
  from unnest($3::text[], $4::text[]) with ordinality as wanted(value, source, position)
  order by wanted.position`);

/** Customers in SQL: one statement for each kind of identifier among the keys, however many keys. */
export function customerDirectory(db: Kysely<Database>): CustomerDirectory {
  return {
    async find(organisationId, keys) {
      const found = new Map<CustomerKey, string | null>();
      for (const name of new Set(keys.map(({ identifierName }) => identifierName))) {
        const own = keys.filter(({ identifierName }) => identifierName === name);
        const rows = await findAll(db, organisationId, name, own);
        own.forEach((key, i) => found.set(key, rows[i]?.customer_id ?? null));
      }
      return keys.map((key) => found.get(key) ?? null);
    },
  };
}

/** Each key has a row, in order: it is searched for in an index, however little the planner knows of the table. */
function findAll(
  db: Kysely<Database>,
  organisationId: string,
  name: IdentifierName,
  keys: readonly CustomerKey[],
): Promise<{ customer_id: string | null }[]> {
  const values = keys.map(({ value }) => value);
  if (name === 'ID') return run(db, FIND_IDS, [organisationId, numbers(values)]);
  const sources = keys.map(({ source }) => source);
  return run(db, FIND_IDENTIFIERS, [organisationId, name, values, sources]);
}
