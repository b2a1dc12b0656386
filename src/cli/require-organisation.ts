/** Finds the organisation that a command names. */

import { findOrganisation, type OrganisationRow } from '../postgres/administration/organisations.js';
import type { Store } from '../postgres/store.js';
import { CommandFailed } from './context.js';

/** The advice after an unknown id: a command that fills an organisation says how to create one. */
const advice = {
  create: '. Create it first, with promotion-gateway organisations create.',
  list: ': see promotion-gateway organisations list.',
};

/** @throws CommandFailed for an unknown organisation */
export async function requireOrganisation(
  { db }: Pick<Store, 'db'>,
  organisationId: string,
  advised: keyof typeof advice,
): Promise<OrganisationRow> {
  const found = await findOrganisation(db, organisationId);
  if (found) return found;
  throw new CommandFailed(`There is no organisation ${organisationId}${advice[advised]}`);
}
