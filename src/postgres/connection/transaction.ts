/** Runs a transaction, again after a lost race. */

import { sql, type Kysely, type Transaction } from 'kysely';
import { RecordingFailed } from '../../service/ports.js';
import type { Database } from '../schema.js';

/** Serialization failure and deadlock: the server undid the transaction so that it can run again. */
const RETRYABLE = new Set(['40001', '40P01']);
/** Every lost race is another transaction's success, so work that loses this often meets something worse. */
const MAX_TRIES = 50;

/** Another transaction recorded first what this one was about to, and has committed. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

/**
 * Runs the work in one transaction, and again from the start when it lost to another. To keep what it had and
 * redo the rest would take locks out of their order, and deadlock.
 * @param queue what losers of the same race have in common: they go one after the other, and so win soon
 * @throws RecordingFailed when it lost too often
 */
export async function inTransaction<Result>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<Result>,
  queue = '',
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(async (trx) => {
        // Taken before any other lock, this one cannot cause a deadlock.
        if (tries > 1) await sql`select pg_advisory_xact_lock(hashtextextended(${queue}, 0))`.execute(trx);
        return work(trx);
      });
    } catch (error) {
      if (!hasLost(error)) throw error;
      if (tries === MAX_TRIES)
        throw new RecordingFailed('The transaction lost too many races', { cause: error });
    }
  }
}

function hasLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof LostRace) return true;
  return ('code' in error && RETRYABLE.has(String(error.code))) || hasLost(error.cause);
}
