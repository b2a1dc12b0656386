/** Migration: the outbox. */

import { sql, type Kysely } from 'kysely';

/** Adds the outbox: the events that other systems have not confirmed yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table outbox (
    organisation_id bigint not null references organisation,
    sequence bigint not null generated always as identity,
    event_id uuid not null default gen_random_uuid(),
    customer_id bigint not null,
    type text not null,
    occurred_at timestamptz not null,
    data jsonb not null,
    attempts integer not null default 0,
    due_at timestamptz not null,
    primary key (organisation_id, sequence)
  )`,
  `create index outbox_by_customer on outbox (organisation_id, customer_id, sequence)`,
  `create index outbox_by_due on outbox (due_at, sequence)`,
];
