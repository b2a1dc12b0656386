/** Creates and lists organisations. */

import type { Kysely } from 'kysely';
import type { Database } from '../schema.js';

/** An organisation as an administrator sees it. */
export interface OrganisationRow {
  readonly organisationId: string;
  readonly name: string;
  readonly timeZone: string;
}

/** @returns false where an organisation has this id already */
export async function createOrganisation(
  db: Kysely<Database>,
  { organisationId, name, timeZone }: OrganisationRow,
): Promise<boolean> {
  const created = await db
    .insertInto('organisation')
    .values({ organisation_id: organisationId, name, time_zone: timeZone })
    .onConflict((conflict) => conflict.column('organisation_id').doNothing())
    .returning('organisation_id')
    .executeTakeFirst();
  return created !== undefined;
}

/** The organisation, or null where there is none of this id. */
export async function findOrganisation(
  db: Kysely<Database>,
  organisationId: string,
): Promise<OrganisationRow | null> {
  const row = await db
    .selectFrom('organisation')
    .select(['organisation_id as organisationId', 'name', 'time_zone as timeZone'])
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  return row ?? null;
}

/** All organisations of the store, in the order of their ids. */
export function listOrganisations(db: Kysely<Database>): Promise<OrganisationRow[]> {
  return db
    .selectFrom('organisation as o')
    .select(['o.organisation_id as organisationId', 'o.name', 'o.time_zone as timeZone'])
    .orderBy('o.organisation_id')
    .execute();
}
