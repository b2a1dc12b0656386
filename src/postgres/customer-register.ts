/** The register of customers in SQL. */

import { sql, type Kysely, type Transaction } from 'kysely';
import type {
  CustomerRegister,
  NewIdentifier,
  RegisteredIdentifier,
  Registration,
  RegistrationKey,
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
    register: (organisationId, identifiers, key) =>
      inTransaction(
        db,
        async (trx) => {
          const known = key && (await recall(trx, organisationId, key));
          if (known) return known;
          const registration = await registerIn(trx, organisationId, identifiers);
          if (key && registration.status === 'registered') {
            await remember(trx, organisationId, key, registration.customerId);
          }
          return registration;
        },
        `customers ${organisationId}`,
      ),
  };
}

/** Finds what an earlier call with the key registered; null for a new key. */
async function recall(
  trx: Transaction<Database>,
  organisationId: string,
  { clientId, key, fingerprint }: RegistrationKey,
): Promise<Registration | null> {
  const record = await trx
    .selectFrom('registration_key')
    .select(['fingerprint', 'customer_id as customerId'])
    .where('organisation_id', '=', organisationId)
    .where('client_id', '=', clientId)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!record) return null;
  if (record.fingerprint !== fingerprint) return { status: 'mismatch' };
  return { status: 'registered', customerId: record.customerId, isReplay: true };
}

/** Keeps the key with what it registered. */
async function remember(
  trx: Transaction<Database>,
  organisationId: string,
  { clientId, key, fingerprint }: RegistrationKey,
  customerId: string,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('registration_key')
    .values({
      organisation_id: organisationId,
      client_id: clientId,
      key,
      fingerprint,
      customer_id: customerId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new LostRace('Another call used the key first');
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
  return { status: 'registered', customerId, isReplay: false };
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
