/** Writes an organisation with all that belongs to it. */

import { sql, type Kysely, type Transaction } from 'kysely';
import type { Promotion } from '../domain/promotion.js';
import type { Access } from '../service/caller.js';
import { canonicalIdentifier } from '../service/identifiers/customer-key.js';
import type { ClientKind } from '../service/auth/credential-store.js';
import type { Database, StoredIdentifierName } from './schema.js';
import { inTransaction } from './connection/transaction.js';

/** An organisation with all that belongs to it, to be written at once. */
export interface OrganisationData {
  readonly organisationId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly clients: readonly {
    readonly kind: ClientKind;
    readonly key: string;
    readonly secretHash: string;
    readonly access: readonly Access[];
    /** How long an OAuth client's tokens live: 300 seconds unless given, up to 30 days. */
    readonly tokenTtlSeconds?: number;
  }[];
  readonly promotions: readonly Promotion[];
  readonly customers: readonly CustomerData[];
}

export interface CustomerData {
  readonly customerId: string;
  /** The programs for members only that the customer belongs to. */
  readonly memberOf?: readonly string[];
  /** Values however they are written: they are stored in their one form. */
  readonly identifiers: readonly {
    readonly name: StoredIdentifierName;
    readonly value: string;
    readonly source: string;
  }[];
}

/** Rows of one INSERT: each takes a few of the 65,535 parameters that a statement can have. */
const ROWS_AT_ONCE = 5_000;

/**
 * Writes an organisation with everything it owns into a store that has none yet; several processes may try at
 * once, and one does.
 * @returns whether it was written
 */
export function storeFirstOrganisation(
  db: Kysely<Database>,
  data: () => Promise<OrganisationData>,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await sql`lock table organisation in exclusive mode`.execute(trx);
    const existing = await trx.selectFrom('organisation').select('organisation_id').executeTakeFirst();
    if (existing) return false;
    await writeOrganisation(trx, await data());
    return true;
  });
}

/** Writes a new organisation with everything it owns, in one transaction. The programs are those of its promotions. */
export function storeOrganisation(db: Kysely<Database>, data: OrganisationData): Promise<void> {
  return inTransaction(db, (trx) => writeOrganisation(trx, data));
}

async function writeOrganisation(trx: Transaction<Database>, data: OrganisationData): Promise<void> {
  const { organisationId: organisation_id, name, timeZone: time_zone } = data;
  await trx.insertInto('organisation').values({ organisation_id, name, time_zone }).execute();
  const clients = data.clients.map(({ secretHash, access, tokenTtlSeconds, ...client }) => ({
    ...client,
    organisation_id,
    secret_hash: secretHash,
    access: [...access],
    ...(tokenTtlSeconds !== undefined && { token_ttl_seconds: tokenTtlSeconds }),
  }));
  await insertAll(clients, (rows) => trx.insertInto('api_client').values(rows).execute());
  await storePromotions(trx, organisation_id, data.promotions);
  await storeCustomers(trx, organisation_id, data.customers);
}

async function storePromotions(
  trx: Transaction<Database>,
  organisation_id: string,
  promotions: readonly Promotion[],
): Promise<void> {
  const programs = new Map(promotions.map(({ program }) => [program.programId, program]));
  const programRows = [...programs.values()].map(({ programId, name, active, membersOnly = false }) => ({
    organisation_id,
    program_id: programId,
    name,
    active,
    members_only: membersOnly,
  }));
  await insertAll(programRows, (rows) => trx.insertInto('program').values(rows).execute());
  const promotionRows = promotions.map((promotion) => promotionRow(organisation_id, promotion));
  await insertAll(promotionRows, (rows) => trx.insertInto('promotion').values(rows).execute());
  const totals = promotions.flatMap(({ promotionId: promotion_id, totalEarnLimit }) =>
    totalEarnLimit === null ? [] : [{ organisation_id, promotion_id, earn_limit: String(totalEarnLimit) }],
  );
  await insertAll(totals, (rows) => trx.insertInto('promotion_total').values(rows).execute());
}

/** A promotion as its row. */
export function promotionRow(organisation_id: string, promotion: Promotion): Database['promotion'] {
  return {
    organisation_id,
    promotion_id: promotion.promotionId,
    program_id: promotion.program.programId,
    promo_identifier: promotion.promoIdentifier,
    name: promotion.name,
    kind: promotion.kind,
    active: promotion.active,
    starts_at: promotion.startsAt,
    ends_at: promotion.endsAt,
    enrolment_limit: promotion.enrolmentLimit,
    earn_limit: promotion.earnLimit,
    enrolment_expiry_days: promotion.enrolmentExpiryDays,
    earning_expiry_days: promotion.earningExpiryDays,
  };
}

async function storeCustomers(
  trx: Transaction<Database>,
  organisation_id: string,
  customers: readonly CustomerData[],
): Promise<void> {
  const customerRows = customers.map(({ customerId }) => ({ organisation_id, customer_id: customerId }));
  await insertAll(customerRows, (rows) => trx.insertInto('customer').values(rows).execute());
  const members = customers.flatMap(({ customerId: customer_id, memberOf = [] }) =>
    memberOf.map((program_id) => ({ organisation_id, program_id, customer_id })),
  );
  await insertAll(members, (some) => trx.insertInto('program_member').values(some).execute());
  const identifierRows = customers.flatMap((customer) =>
    customer.identifiers.map((identifier) => identifierRow(organisation_id, customer.customerId, identifier)),
  );
  const rows = withoutRepetitions(identifierRows);
  await insertAll(rows, (some) => trx.insertInto('customer_identifier').values(some).execute());
}

type IdentifierRow = Database['customer_identifier'];

/** @throws Error for a value that no caller could name the customer by */
function identifierRow(
  organisation_id: string,
  customer_id: string,
  { name, value, source }: CustomerData['identifiers'][number],
): IdentifierRow {
  const identifier_value = canonicalIdentifier(name, value);
  if (identifier_value === null) {
    throw new Error(`Customer ${customer_id} has a ${name} that cannot be read: correct or remove it`);
  }
  return { organisation_id, identifier_name: name, identifier_value, source, customer_id };
}

/**
 * A customer may have an identifier in several spellings, which are one.
 * @throws Error where customers share one: the store would refuse it as well, and name neither of them
 */
function withoutRepetitions(rows: readonly IdentifierRow[]): IdentifierRow[] {
  const owners = new Map<string, string>();
  return rows.filter(({ identifier_name, identifier_value, source, customer_id }) => {
    const identifier = `${identifier_name} ${source} ${identifier_value}`;
    const owner = owners.get(identifier);
    owners.set(identifier, customer_id);
    if (owner === undefined || owner === customer_id) return owner === undefined;
    throw new Error(
      `Customers ${owner} and ${customer_id} have the same ${identifier_name} under ${source}, perhaps in another spelling: remove it from one of them`,
    );
  });
}

async function insertAll<Row>(
  rows: readonly Row[],
  insert: (rows: Row[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await insert(rows.slice(start, start + ROWS_AT_ONCE));
  }
}
