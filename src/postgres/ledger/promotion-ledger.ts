/** Opens the transaction of a batch of calls. */

import type { Kysely, Transaction } from 'kysely';
import type { LedgerTransaction, Origin, PromotionLedger } from '../../service/ports.js';
import { findTargets } from './find-targets.js';
import { recallKeys, rememberKeys } from '../keys/idempotency-record.js';
import { readEarningStandings, readEnrolmentStandings } from './read-standings.js';
import { recordEarnings } from './record-earnings.js';
import { recordEnrolments } from './record-enrolments.js';
import type { LedgerContext } from './ledger-context.js';
import { readRevocables } from './read-revocables.js';
import { revokeEarnings } from './revoke-earnings.js';
import { revokeEnrolments } from './revoke-enrolments.js';
import type { Database } from '../schema.js';
import { inTransaction } from '../connection/transaction.js';
import { withAdvancedSequences } from '../migration/advance-sequences.js';
import { silent, type StoreLog } from '../migration/run-migrations.js';

export interface PromotionLedgerOptions {
  /** Whether each recorded row adds an event to the outbox. */
  readonly publishes?: boolean;
  /** Whether those who listen for changes are told, once they are committed. */
  readonly notifies?: boolean;
  /** Receives a warning when sequences lagged behind their rows. */
  readonly log?: StoreLog;
}

/** The record of enrolments and earnings in SQL: each statement takes all customers of all calls at once. */
export function promotionLedger(
  db: Kysely<Database>,
  { publishes = false, notifies = false, log = silent }: PromotionLedgerOptions = {},
): PromotionLedger {
  return {
    transaction: <Result>(origin: Origin, work: (transaction: LedgerTransaction) => Promise<Result>) =>
      withAdvancedSequences(db, log, () =>
        inTransaction(
          db,
          (trx) => work(ledgerTransaction(trx, { ...origin, publishes, notifies })),
          `promotion ${origin.organisationId} ${origin.subject}`,
        ),
      ),
  };
}

function ledgerTransaction(trx: Transaction<Database>, recorder: LedgerContext): LedgerTransaction {
  return {
    findTargets: (names) => findTargets(trx, recorder.organisationId, names),
    enrolmentStandings: (places) => readEnrolmentStandings(trx, recorder, places),
    earningStandings: (places) => readEarningStandings(trx, recorder, places),
    revocables: (places, earnedIds) => readRevocables(trx, recorder, places, earnedIds),
    recordEnrolments: (acts) => recordEnrolments(trx, recorder, acts),
    recordEarnings: (acts) => recordEarnings(trx, recorder, acts),
    revokeEnrolments: (acts) => revokeEnrolments(trx, recorder, acts),
    revokeEarnings: (acts) => revokeEarnings(trx, recorder, acts),
    recall: (uses) => recallKeys(trx, recorder, uses),
    remember: (records) => rememberKeys(trx, recorder, records),
  };
}
