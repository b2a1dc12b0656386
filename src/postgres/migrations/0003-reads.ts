/** Migration: indexes for reading. */

import { sql, type Kysely } from 'kysely';

/** What reading needs: a customer's enrolments and earnings in all promotions, and a program's promotions in order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index enrolment_of_customer on enrolment (organisation_id, customer_id)`,
  `create index earning_of_customer on earning (organisation_id, customer_id)`,
  `create index promotion_of_program on promotion (organisation_id, program_id, promotion_id)`,
];
