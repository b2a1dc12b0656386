/** Keeps events until they are delivered. */

import { sql, type Kysely } from 'kysely';
import { eventTypes, type EventType, type Outbox, type PendingEvent } from '../../service/events/events.js';
import { narrowInstant } from '../narrow-values.js';
import type { Database } from '../schema.js';

interface OutboxRow {
  organisation_id: string;
  sequence: string;
  event_id: string;
  customer_id: string;
  type: EventType;
  occurred_at: Date;
  data: Record<string, string>;
  attempts: number;
}

/** The outbox in SQL. Taking locks no row that another process is about to take, and waits for none. */
export function outbox(db: Kysely<Database>): Outbox {
  return {
    async take(heldForMs, atMost) {
      const { rows } = await sql<OutboxRow>`
        update outbox set attempts = least(attempts, 2147483646) + 1, due_at = ${later(heldForMs)}, occurred_at = ${occurredAt}
        where (organisation_id, sequence) in (
          select organisation_id, sequence from outbox as due
          where due_at <= now() and ${isReadable('due')} and sequence = (
            select sequence from outbox as pending
            where pending.organisation_id = due.organisation_id and pending.customer_id = due.customer_id
              and ${isReadable('pending')}
            order by sequence limit 1)
          order by due_at, sequence limit ${atMost} for update skip locked)
        returning *`.execute(db);
      return rows.map(toPendingEvent);
    },

    async remove(events) {
      const sequences = events.map(({ sequence }) => sequence);
      await sql`delete from outbox where sequence = any(${sequences}::bigint[])
        and organisation_id = any(${events.map(({ organisationId }) => organisationId)}::bigint[])`.execute(
        db,
      );
    },

    async postpone({ organisationId, customerId, sequence }, delayMs) {
      await sql`update outbox set due_at = ${later(delayMs)}, occurred_at = ${occurredAt}
        where organisation_id = ${organisationId} and customer_id = ${customerId}
          and ${isReadable('outbox')} and (sequence = ${sequence} or due_at < ${later(delayMs)})`.execute(db);
    },
  };
}

/**
 * Whether a receiver could be sent the event. Rows from before the constraints of the table may hold others, of which
 * one would fail the statement for all: these stay where they are, and hold back no later event of their customer.
 */
function isReadable(table: 'outbox' | 'due' | 'pending') {
  return sql.raw(`jsonb_typeof(${table}.data) = 'object' and ${table}.type in (${EVENT_TYPES})`);
}

const EVENT_TYPES = eventTypes.map((type) => `'${type}'`).join(', ');
const occurredAt = sql.raw(narrowInstant('occurred_at'));

/** An instant by the store's clock. */
function later(milliseconds: number) {
  return sql`now() + ${milliseconds} * interval '1 millisecond'`;
}

function toPendingEvent(row: OutboxRow): PendingEvent {
  return {
    organisationId: row.organisation_id,
    sequence: row.sequence,
    eventId: row.event_id,
    customerId: row.customer_id,
    type: row.type,
    occurredAt: row.occurred_at,
    data: row.data,
    attempts: row.attempts,
  };
}
