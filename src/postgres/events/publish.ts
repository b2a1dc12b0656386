/** Puts events into the outbox, in the statement that records what they report. */

import type { EventType } from '../../service/events/events.js';

/**
 * The part of a recording statement that puts an event into the outbox for each recorded row, in the order in
 * which they happened to a customer. $1 is the organisation, $2 the instant
 * of the call; an event is due by the store's clock.
 * @param recorded names the recorded rows, with promotion_id, customer_id, ordinal and request_id
 * @param ids a jsonb expression for the ids that are peculiar to a row, which is called r
 * @param condition on a row and its promotion, which is called p
 */
export function publishing(recorded: string, type: EventType, ids: string, condition = 'true'): string {
  return `insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select $1::bigint, r.customer_id, '${type}', $2::timestamptz, now(), ${ids} || jsonb_build_object(
      'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
    from ${recorded} as r
    join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
    where ${condition} order by r.customer_id, r.promotion_id, r.ordinal`;
}
