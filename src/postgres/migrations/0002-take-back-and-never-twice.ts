/** Migration: revocations and idempotency records. */

import { sql, type Kysely } from 'kysely';

/** Revocations say who made them; the answers to calls with an idempotency key are kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  ...['enrolment', 'earning'].map(
    (table) => `alter table ${table}
      add column revoked_by_client_id bigint,
      add column revoked_by_request_id text,
      add check ((revoked_at is null) = (revoked_by_client_id is null)),
      add check ((revoked_at is null) = (revoked_by_request_id is null))`,
  ),

  `create table idempotency_record (
    organisation_id bigint not null references organisation,
    client_id bigint not null,
    action text not null check (action in ('ENROL', 'EARN', 'REVOKE_ENROL', 'REVOKE_EARN', 'ISSUE')),
    key text not null check (char_length(key) between 1 and 255),
    fingerprint text not null,
    request_id text not null,
    answer text not null,
    recorded_at timestamptz not null,
    primary key (organisation_id, client_id, key, action)
  )`,
  `create index idempotency_record_by_age on idempotency_record (recorded_at)`,
];
