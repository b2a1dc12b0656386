/** The register of customers in SQL. */

import { sql, type Kysely, type Transaction } from 'kysely';
import type {
  CustomerRegister,
  NewIdentifier,
  RegisteredIdentifier,
  Registration,
} from '../service/customer-register.js';
import { inTransaction, LostRace } from './connection/transaction.js';
import type { Database } from './schema.js';

/** The largest id that a JSON number of every client holds. */
const LARGEST_ID = '9007199254740991';

export function customerRegister(db: Kysely<Database>): CustomerRegister {
  return {
    requireOffered: () => undefined,
    async identifiersOf(organisationId, customerId) {
      const { rows } = await sql<RegisteredIdentifier>`
        select identifier_name as name, identifier_value as value, source from customer_identifier
        where organisation_id = ${organisationId} and customer_id = ${customerId}
        order by source, identifier_name, identifier_value`.execute(db);
      return rows;
    },
    register: (organisationId, identifiers) =>
      inTransaction(db, (trx) => registerIn(trx, organisationId, identifiers), `customers ${organisationId}`),
  };
}

async function registerIn(
  trx: Transaction<Database>,
  organisationId: string,
  identifiers: readonly NewIdentifier[],
): Promise<Registration> {
  const owners = await findOwners(trx, organisationId, identifiers);
  const customerIds = new Set(owners.map(({ customer_id }) => customer_id));
  if (customerIds.size > 1 || owners.some(({ same_source }) => same_source)) return { status: 'taken' };
  const [known] = customerIds;
  const customerId = known ?? (await addCustomer(trx, organisationId));
  const { numAffectedRows } = await sql`
    insert into customer_identifier (organisation_id, identifier_name, identifier_value, source, customer_id)
    select ${organisationId}::bigint, name, value, source, ${customerId}::bigint
    from unnest(${identifiers.map(({ name }) => name)}::text[], ${identifiers.map(({ value }) => value)}::text[],
      ${identifiers.map(({ source }) => source)}::text[]) as wanted(name, value, source)
    on conflict (organisation_id, identifier_name, identifier_value, source) do nothing`.execute(trx);
  if (numAffectedRows !== BigInt(identifiers.length))
    throw new LostRace('Another call registered an identifier');
  return { status: 'registered', customerId };
}

interface Owner {
  readonly customer_id: string;
  readonly same_source: boolean;
}

/** The customers who have one of these identifiers, in any of its stored forms. */
async function findOwners(
  trx: Transaction<Database>,
  organisationId: string,
  identifiers: readonly NewIdentifier[],
): Promise<Owner[]> {
  const wanted = identifiers.flatMap(({ name, source, storedForms }) =>
    storedForms.map((value) => ({ name, source, value })),
  );
  const { rows } = await sql<Owner>`
    select i.customer_id, bool_or(i.source = wanted.source) as same_source
    from unnest(${wanted.map(({ name }) => name)}::text[], ${wanted.map(({ value }) => value)}::text[],
      ${wanted.map(({ source }) => source)}::text[]) as wanted(name, value, source)
    join customer_identifier i on i.organisation_id = ${organisationId} and i.identifier_name = wanted.name
      and i.identifier_value = wanted.value
    group by i.customer_id`.execute(trx);
  return rows;
}

/** The new customer has the id after the largest one. */
async function addCustomer(trx: Transaction<Database>, organisationId: string): Promise<string> {
  const { rows } = await sql<{ customer_id: string }>`
    insert into customer (organisation_id, customer_id)
    select ${organisationId}::bigint, coalesce(max(customer_id), 0) + 1 from customer
    where organisation_id = ${organisationId} and customer_id < ${LARGEST_ID}
    on conflict (organisation_id, customer_id) do nothing
    returning customer_id`.execute(trx);
  const [added] = rows;
  if (!added) throw new LostRace('Another call registered a customer');
  return added.customer_id;
}
