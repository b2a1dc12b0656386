import type { Kysely } from 'kysely';
import type { CustomerKey, IdentifierName } from '../domain/customer.js';
import type { CustomerDirectory } from '../service/ports.js';
import type { Database } from './schema.js';

type FoundCustomers = (key: CustomerKey) => string | null;

/** Customers in SQL: one statement for each kind of identifier among the keys, however many keys. */
export function customerDirectory(db: Kysely<Database>): CustomerDirectory {
  return {
    async find(organisationId, keys) {
      const names = [...new Set(keys.map(({ identifierName }) => identifierName))];
      const found = new Map<IdentifierName, FoundCustomers>();
      for (const name of names) {
        const values = keys.filter((key) => key.identifierName === name).map(({ value }) => value);
        found.set(
          name,
          name === 'ID'
            ? await findIds(db, organisationId, values)
            : await findIdentifiers(db, organisationId, name, values),
        );
      }
      return keys.map((key) => found.get(key.identifierName)?.(key) ?? null);
    },
  };
}

/** An id names its customer whatever the source. */
async function findIds(db: Kysely<Database>, organisationId: string, ids: string[]): Promise<FoundCustomers> {
  const rows = await db
    .selectFrom('customer')
    .select('customer_id')
    .where('organisation_id', '=', organisationId)
    .where('customer_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute();
  const existing = new Set(rows.map((row) => row.customer_id));
  return ({ value }) => (existing.has(value) ? value : null);
}

/** Where several customers share an identifier under different sources, ALL finds the one with the lowest id. */
async function findIdentifiers(
  db: Kysely<Database>,
  organisationId: string,
  name: 'MOBILE' | 'EMAIL',
  values: string[],
): Promise<FoundCustomers> {
  const rows = await db
    .selectFrom('customer_identifier')
    .select(['identifier_value', 'source', 'customer_id'])
    .where('organisation_id', '=', organisationId)
    .where('identifier_name', '=', name)
    .where('identifier_value', '=', (eb) => eb.fn.any(eb.val(values)))
    .orderBy('customer_id', 'desc')
    .execute();
  const byValueAndSource = new Map<string, string>();
  for (const { identifier_value: value, source, customer_id: customerId } of rows) {
    byValueAndSource.set(`${source} ${value}`, customerId);
    byValueAndSource.set(`ALL ${value}`, customerId);
  }
  return ({ source, value }) => byValueAndSource.get(`${source} ${value}`) ?? null;
}
