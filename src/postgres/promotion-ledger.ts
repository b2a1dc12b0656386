import type { Kysely, Transaction } from 'kysely';
import type { LedgerTransaction, Origin, PromotionLedger } from '../service/ports.js';
import { findTarget } from './find-target.js';
import { recallKey, rememberKey } from './idempotency-record.js';
import type { Recorder } from './publish.js';
import { readStandings } from './read-standings.js';
import { recordEarnings, recordEnrolments } from './record-acts.js';
import { readRevocables, revokeEarnings, revokeEnrolments } from './revoke-acts.js';
import type { Database } from './schema.js';
import { inTransaction } from './transaction.js';

export interface PromotionLedgerOptions {
  /** Whether an event goes into the outbox for whatever is recorded. */
  readonly publishes?: boolean;
}

/** The record of enrolments and earnings in SQL: each statement takes all customers of a call at once. */
export function promotionLedger(
  db: Kysely<Database>,
  { publishes = false }: PromotionLedgerOptions = {},
): PromotionLedger {
  return {
    transaction: <Result>(origin: Origin, work: (transaction: LedgerTransaction) => Promise<Result>) =>
      inTransaction(
        db,
        (trx) => work(ledgerTransaction(trx, { ...origin, publishes })),
        `promotion ${origin.organisationId} ${origin.subject}`,
      ),
  };
}

function ledgerTransaction(trx: Transaction<Database>, origin: Recorder): LedgerTransaction {
  return {
    findTarget: (name) => findTarget(trx, origin.organisationId, name),
    standings: (promotion, customerIds) => readStandings(trx, origin, promotion, customerIds),
    revocables: (promotion, customerIds) => readRevocables(trx, origin, promotion, customerIds),
    recordEnrolments: (promotion, acts) => recordEnrolments(trx, origin, promotion, acts),
    recordEarnings: (promotion, acts) => recordEarnings(trx, origin, promotion, acts),
    revokeEnrolments: (promotion, acts) => revokeEnrolments(trx, origin, promotion, acts),
    revokeEarnings: (promotion, acts) => revokeEarnings(trx, origin, promotion, acts),
    recall: (use) => recallKey(trx, origin, use),
    remember: (use, record) => rememberKey(trx, origin, use, record),
  };
}
