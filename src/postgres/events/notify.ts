/** Notifies listeners of a change, in the statement that records it. */

import type { PromotionChange } from '../../service/events/change-feed.js';

/** The channel of notifications about changes. */
export const CHANGE_CHANNEL = 'promotion_change';

/** So many ids of 19 digits take some 6,000 bytes; a notification holds fewer than 8,000. */
const CUSTOMERS_AT_ONCE = 300;

/**
 * The part of a recording statement that notifies of the customers of the recorded rows, once for each promotion.
 * PostgreSQL sends the notifications when the transaction commits, and equal ones once. $1 is the organisation.
 * @param recorded names the recorded rows, with promotion_id and customer_id
 */
export function notifying(recorded: string): string {
  return `select pg_notify('${CHANGE_CHANNEL}',
      $1::bigint || ' ' || promotion_id || ' ' || string_agg(customer_id::text, ',' order by customer_id))
    from (
      select promotion_id, customer_id,
        (row_number() over (partition by promotion_id order by customer_id) - 1) / ${CUSTOMERS_AT_ONCE} as part
      from (select distinct promotion_id, customer_id from ${recorded}) as wanted
    ) as wanted
    group by promotion_id, part`;
}

/** @returns null for a foreign notification: every user of the database can write to the channel */
export function readNotification(payload: string): PromotionChange | null {
  const [, organisationId, promotionId, customerIds] =
    /^(\d{1,19}) (\d{1,19}) (\d{1,19}(?:,\d{1,19})*)$/.exec(payload) ?? [];
  if (organisationId === undefined || promotionId === undefined || customerIds === undefined) return null;
  return { organisationId, promotionId, customerIds: customerIds.split(',') };
}
