/** Opens the transaction of a batch of calls. */

import type { Kysely, Transaction } from 'kysely';
import type { LedgerTransaction, Origin, PromotionLedger } from '../../service/ports.js';
import { findMembers } from './find-members.js';
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
  /** Whether a commit notifies the processes that listen for changes. */
  readonly notifies?: boolean;
  /** Receives a warning when sequences lagged behind their rows. */
  readonly log?: StoreLog;
}

/** Opens the ledger of enrolments and earnings in SQL; each statement handles all customers of all calls at once. */
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

function ledgerTransaction(trx: Transaction<Database>, context: LedgerContext): LedgerTransaction {
  return {
    findTargets: (names) => findTargets(trx, context.organisationId, names),
    findMembers: (customerPromotions) => findMembers(trx, context.organisationId, customerPromotions),
    enrolmentStandings: (customerPromotions) => readEnrolmentStandings(trx, context, customerPromotions),
    earningStandings: (customerPromotions) => readEarningStandings(trx, context, customerPromotions),
    revocables: (customerPromotions, earnedIds) =>
      readRevocables(trx, context, customerPromotions, earnedIds),
    recordEnrolments: (acts) => recordEnrolments(trx, context, acts),
    recordEarnings: (acts) => recordEarnings(trx, context, acts),
    revokeEnrolments: (acts) => revokeEnrolments(trx, context, acts),
    revokeEarnings: (acts) => revokeEarnings(trx, context, acts),
    recall: (uses) => recallKeys(trx, context, uses),
    remember: (records) => rememberKeys(trx, context, records),
  };
}
