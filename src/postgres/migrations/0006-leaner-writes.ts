/** Migration: fewer indexes and checks for each row. */

import { sql, type Kysely } from 'kysely';

/**
 * Removes unneeded costs of each row. Enrolments and earnings are found by their customer, with or without the
 * promotion, and never by the promotion alone: keys that begin with the customer serve for both, and each row has an
 * index less to go into. Records of keys and events are written beside rows that need the organisation already: to
 * check it for each of them had all transactions lock its one row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const key = 'organisation_id, customer_id, promotion_id, ordinal';

const statements = [
  `alter table earning
    drop constraint earning_organisation_id_promotion_id_customer_id_enrolment_fkey,
    drop constraint earning_pkey,
    add primary key (${key})`,
  `alter table enrolment
    drop constraint enrolment_pkey,
    add primary key (${key})`,
  `alter table earning
    add foreign key (organisation_id, customer_id, promotion_id, enrolment_ordinal) references enrolment`,
  `drop index enrolment_of_customer`,
  `drop index earning_of_customer`,
  `alter table idempotency_record drop constraint idempotency_record_organisation_id_fkey`,
  `alter table outbox drop constraint outbox_organisation_id_fkey`,
];
