/** Customers in promotions as values of a statement. */

import type { CustomerPromotion } from '../../service/ports.js';
import { numbers } from '../connection/statement.js';

/** Places as rows of a statement, numbered from 1: $2 and $3 are their promotions and customers. */
export const PLACES =
  'unnest($2::bigint[], $3::bigint[]) with ordinality as place(promotion_id, customer_id, position)';

/** The same, in the order in which every transaction takes its locks and inserts its rows. */
export const PLACES_TO_LOCK = `(
    select * from ${PLACES} order by customer_id, promotion_id
  ) as place`;

/** The values of $1, $2 and $3. */
export function placeValues(organisationId: string, places: readonly CustomerPromotion[]): string[] {
  return [
    organisationId,
    numbers(places.map(({ promotion }) => promotion.promotionId)),
    numbers(places.map(({ customerId }) => customerId)),
  ];
}
