import { sql, type RawBuilder } from 'kysely';
import type { Promotion } from '../domain/promotion.js';
import type { EventType } from '../service/events.js';
import type { Origin } from '../service/ports.js';

/** Where a transaction comes from, and whether anybody is to be told of what it records. */
export interface Recorder extends Origin {
  readonly publishes: boolean;
}

/**
 * The part of a recording statement that puts an event into the outbox for each recorded row, in the order in
 * which they happened to a customer.
 * @param recorded the recorded rows, with customer_id and ordinal
 * @param ids a jsonb object with the ids that are peculiar to a row
 */
export function publishing(
  { organisationId, requestId, now, publishes }: Recorder,
  { promotionId, program }: Promotion,
  type: EventType,
  recorded: RawBuilder<unknown>,
  ids: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const shared = JSON.stringify({ programId: program.programId, promotionId, requestId });
  return sql`
    insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
    select ${organisationId}::bigint, customer_id, ${type}, ${now}::timestamptz, ${now}::timestamptz,
      ${shared}::jsonb || ${ids}
    from ${recorded} where ${publishes}::boolean order by customer_id, ordinal`;
}
