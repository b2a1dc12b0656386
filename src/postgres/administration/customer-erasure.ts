/** Erases the identifiers of a customer: those that find it, and those in kept answers. */

import type { Kysely } from 'kysely';
import { withoutIdentifiers, type ErasedIdentifier } from '../../service/idempotency/erase-identifiers.js';
import { prepared, run } from '../connection/statement.js';
import type { Database } from '../schema.js';

/** Which customer is erased, or only counted. */
export interface Erasure {
  readonly organisationId: string;
  readonly customerId: string;
  readonly dryRun: boolean;
}

/** How many identifiers were erased, and how many kept answers had them. */
export interface Erased {
  readonly identifiers: number;
  readonly keptAnswers: number;
}

const finding = prepared(
  'find_customer_to_erase',
  `select i.identifier_name as name, i.identifier_value as value
  from customer c
  left join customer_identifier i on i.organisation_id = c.organisation_id and i.customer_id = c.customer_id
  where c.organisation_id = $1 and c.customer_id = $2`,
);

const erasing = prepared(
  'erase_identifiers',
  `with lines as (delete from import_line where organisation_id = $1 and customer_id = $2)
  delete from customer_identifier where organisation_id = $1 and customer_id = $2`,
);

/**
 * Erases a customer's identifiers; its ledger stays under the id. Kept answers come first, since the identifiers are what
 * finds them if the command has to run again, and once more afterwards for those of calls meanwhile.
 * @returns null for an unknown customer
 */
export async function eraseCustomer(db: Kysely<Database>, erasure: Erasure): Promise<Erased | null> {
  const { organisationId, customerId, dryRun } = erasure;
  const found = await run<{ name: ErasedIdentifier['name'] | null; value: string | null }>(db, finding, [
    organisationId,
    customerId,
  ]);
  if (found.length === 0) return null;
  const identifiers = found.flatMap(({ name, value }) =>
    name === null || value === null ? [] : [{ name, value }],
  );
  if (identifiers.length === 0) return { identifiers: 0, keptAnswers: 0 };
  let keptAnswers = await eraseAnswers(db, erasure, identifiers);
  if (!dryRun) {
    await run(db, erasing, [organisationId, customerId]);
    keptAnswers += await eraseAnswers(db, erasure, identifiers);
  }
  return { identifiers: identifiers.length, keptAnswers };
}

interface AnswerRow {
  readonly client_id: string;
  readonly action: string;
  readonly key: string;
  readonly answer: string;
}

const AT_ONCE = 500;

const paging = prepared(
  'page_kept_answers',
  `select client_id, action, key, answer from idempotency_record
  where organisation_id = $1 and (client_id, key, action) > ($2::bigint, $3::text, $4::text)
  order by client_id, key, action limit ${AT_ONCE}`,
);

const replacing = prepared(
  'replace_kept_answer',
  `update idempotency_record set answer = $6::text
  where organisation_id = $1 and client_id = $2::bigint and key = $3::text and action = $4::text
    and answer = $5::text`,
);

/** @returns how many answers had one of the identifiers */
async function eraseAnswers(
  db: Kysely<Database>,
  { organisationId, dryRun }: Erasure,
  identifiers: readonly ErasedIdentifier[],
): Promise<number> {
  let found = 0;
  for await (const { client_id, action, key, answer } of answersOf(db, organisationId)) {
    const erased = withoutIdentifiers(answer, identifiers);
    if (erased === null) continue;
    found += 1;
    if (!dryRun) await run(db, replacing, [organisationId, client_id, key, action, answer, erased]);
  }
  return found;
}

async function* answersOf(db: Kysely<Database>, organisationId: string): AsyncIterable<AnswerRow> {
  for (let after: readonly string[] = ['0', '', '']; ;) {
    const rows = await run<AnswerRow>(db, paging, [organisationId, ...after]);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return;
    after = [last.client_id, last.key, last.action];
  }
}
