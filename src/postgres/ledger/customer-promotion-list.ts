/** Passes customers in promotions to a statement. */

import type { CustomerPromotion } from '../../service/ports.js';
import { numbers } from '../connection/statement.js';

/** The customers in promotions as rows, numbered from 1: $2 has the promotions, $3 the customers. */
export const CUSTOMER_PROMOTIONS =
  'unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position)';

/** The same rows in the order in which every transaction locks and inserts, so that none deadlock. */
export const CUSTOMER_PROMOTIONS_TO_LOCK = `(
    select * from ${CUSTOMER_PROMOTIONS} order by customer_id, promotion_id
  ) as wanted`;

/** The values of $1, $2 and $3. */
export function customerPromotionValues(
  organisationId: string,
  customerPromotions: readonly CustomerPromotion[],
): string[] {
  return [
    organisationId,
    numbers(customerPromotions.map(({ promotion }) => promotion.promotionId)),
    numbers(customerPromotions.map(({ customerId }) => customerId)),
  ];
}
