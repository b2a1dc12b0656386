/** Finds which customers are members of the programs of promotions. */

import type { Kysely } from 'kysely';
import type { CustomerPromotion } from '../../service/ports.js';
import { prepared, run } from '../connection/statement.js';
import type { Database } from '../schema.js';
import { CUSTOMER_PROMOTIONS, customerPromotionValues } from './customer-promotion-list.js';

const FIND_MEMBERS = prepared(
  'find_members',
  `
  select wanted.position::int
  from ${CUSTOMER_PROMOTIONS}
  join promotion p on p.organisation_id = $1 and p.promotion_id = wanted.promotion_id
  join program_member m on m.organisation_id = $1 and m.customer_id = wanted.customer_id
    and m.program_id = p.program_id`,
);

/** @returns for each whether the customer is a member of the program of the promotion */
export async function findMembers(
  db: Kysely<Database>,
  organisationId: string,
  customerPromotions: readonly CustomerPromotion[],
): Promise<boolean[]> {
  const rows = await run<{ position: number }>(
    db,
    FIND_MEMBERS,
    customerPromotionValues(organisationId, customerPromotions),
  );
  const positions = new Set(rows.map(({ position }) => position));
  return customerPromotions.map((_, i) => positions.has(i + 1));
}
