/** Migration: keyed calls to a platform. */

import { sql, type Kysely } from 'kysely';

/** What became of calls with an idempotency key that a platform carries out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The organisation is no foreign key: where callers' credentials are passed on, it is one of the platform's.
  `create table upstream_call (
    organisation_id bigint not null,
    client_id bigint not null,
    action text not null check (action in ('ENROL', 'EARN', 'REVOKE_ENROL', 'REVOKE_EARN', 'ISSUE')),
    key text not null check (char_length(key) between 1 and 255),
    fingerprint text not null,
    request_id text not null,
    answer text not null,
    sent_at timestamptz not null,
    holder text,
    held_until timestamptz not null,
    recorded_at timestamptz not null default now(),
    primary key (organisation_id, client_id, key, action)
  )`,
  `comment on column upstream_call.holder is 'The request that is at it until held_until; null when none is'`,
  `create index upstream_call_by_age on upstream_call (recorded_at)`,
];
