/** The steps that a migration is made of. */

/**
 * One statement of a migration, or one kind of it. Gateways of the version before go on working on the same store
 * meanwhile, so a step locks a table for as short as it can.
 */
export type Step =
  /** Runs in a transaction, together with the note that it is done. */
  | { readonly kind: 'statement'; readonly sql: string }
  /** Runs in a transaction of its own each time, until it affects no row: it must not find a row that it has changed. */
  | { readonly kind: 'batches'; readonly sql: string }
  /** Cannot run in a transaction. */
  | { readonly kind: 'index'; readonly name: string; readonly sql: string };

/** A change of the schema. One that has shipped never changes. */
export interface Migration {
  /** `NNNN-what-it-does`: migrations run in the order of their names. */
  readonly name: string;
  /**
   * Whether gateways that do not know this migration may start on a store that has it: `run` where all that they read
   * and write still means what it meant, else `refuse`.
   */
  readonly olderVersions: 'run' | 'refuse';
  readonly steps: readonly Step[];
}

/** Any single statement that needs no table for long: CREATE TABLE, one subcommand of ALTER TABLE, COMMENT, DROP. */
export function statement(sql: string): Step {
  return { kind: 'statement', sql };
}

/** An UPDATE or DELETE of a bounded number of rows that still need it, repeated until none does. */
export function inBatches(sql: string): Step {
  return { kind: 'batches', sql };
}

/**
 * An index that is made while others write; one that was left half made is made again.
 * @param definition what follows the name, such as `on enrolment (organisation_id)`
 */
export function addIndex(name: string, definition: string): Step {
  return { kind: 'index', name, sql: `create index concurrently ${name} ${definition}` };
}

/**
 * A CHECK that holds for rows written from now on. Rows that are there already are looked through at the end of the
 * migrations, under a lock that allows reading and writing; those that break it are reported and left.
 */
export function addCheck(table: string, name: string, condition: string): Step {
  return statement(`alter table ${table} add constraint ${name} check (${condition}) not valid`);
}

/** A foreign key, added like a CHECK. */
export function addForeignKey(table: string, name: string, definition: string): Step {
  return statement(`alter table ${table} add constraint ${name} foreign key ${definition} not valid`);
}
