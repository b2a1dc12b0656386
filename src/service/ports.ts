/** The ports of the service to its clock, directory and ledger, and the errors that ports throw. */

import type { EarningAct } from '../domain/earn.js';
import type { EnrolmentAct } from '../domain/enrol.js';
import type { CustomerKey } from '../domain/customer.js';
import type { Promotion } from '../domain/promotion.js';
import type { EarningsRevocation, EnrolmentRevocation, Revocable } from '../domain/revoke.js';
import type { Target } from '../domain/rules.js';
import type { EarningStanding, EnrolmentStanding } from '../domain/standing.js';
import type { CallKey, KeyRecord, Memory } from './idempotency/key-records.js';

/** The one source of time. */
export interface Clock {
  now(): Date;
}

/**
 * The store cannot be reached; the same call may succeed later. Nothing was done, unless the connection
 * broke while a transaction was being committed: that one may have been recorded.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The platform behind the gateway cannot be asked just now. Of a write it is never said: that has an outcome. */
export class PlatformUnavailable extends Error {
  override readonly name = 'PlatformUnavailable';

  constructor(
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super('The platform is unavailable', options);
  }
}

/** The platform does not take the credential that the caller came with; nothing was done. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';

  constructor(
    /** Of good credentials, whether they only lack the access. */
    readonly lacksAccess: boolean,
  ) {
    super('The platform refuses the credential');
  }
}

/** The platform has no operation to answer this with. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** The store refused to record, for a reason that is ours: the unit of work was rolled back. */
export class RecordingFailed extends Error {
  override readonly name = 'RecordingFailed';
}

/** Finds customers of one organisation. */
export interface CustomerDirectory {
  /** @returns the customerId for each key, in order, or null without a customer */
  find(organisationId: string, keys: readonly CustomerKey[]): Promise<(string | null)[]>;
}

/** How a request names its target: free text, of which what is no id names nothing. */
export interface TargetName {
  readonly programId: string | null;
  readonly promotionId: string | null;
  readonly promoIdentifier: string | null;
}

/** The record of enrolments and earnings, with the programs and promotions they belong to. */
export interface PromotionLedger {
  /**
   * Runs the work in one transaction: all of it is recorded, or nothing. Work that lost a race to another
   * transaction is undone and run again from the start, boundedly.
   * @throws StoreUnavailable, RecordingFailed
   */
  transaction<Result>(
    origin: Origin,
    work: (transaction: LedgerTransaction) => Promise<Result>,
  ): Promise<Result>;
}

/** Whose transaction it is, and what each row it records says of where it came from. */
export interface Origin {
  readonly organisationId: string;
  readonly now: Date;
  /** The calls that share the transaction: what is recorded for one of them names it by its position here. */
  readonly calls: readonly CallOrigin[];
  /** What it is about: those that lose races about the same go one after the other from then on. */
  readonly subject: string;
}

export interface CallOrigin {
  readonly clientId: string;
  readonly requestId: string;
}

/** A customer in a promotion: what standings are of, and acts are about. */
export interface CustomerPromotion {
  readonly promotion: Promotion;
  readonly customerId: string;
}

/** Where customers stand, and what of it is shared by all of a promotion. */
export interface Readings<Standing> {
  /** standings[i] is that of place i. */
  readonly standings: readonly Standing[];
  /**
   * By promotionId, the earnings that it still allows as a whole; one without an entry is unlimited. No other
   * process can use them up before the end of the transaction.
   */
  readonly totalLeft: ReadonlyMap<string, number>;
}

/** An act, the place it is at, and the one of the transaction's calls that it is for. */
export interface CustomerPromotionAct<Act> {
  readonly act: Act;
  readonly place: CustomerPromotion;
  readonly call: number;
}

/**
 * Acts carry the number they would have among those of their place, so that what another transaction recorded
 * since the standings were read cannot go unnoticed: it has that number already, and this transaction starts
 * again. Each method takes all that the transaction's calls need at once, and answers in the same order.
 */
export interface LedgerTransaction {
  /** For each name the program, and the promotion of that program to which everything that is named applies. */
  findTargets(names: readonly TargetName[]): Promise<Target[]>;
  /** What enrolling depends on of where the customers stand; each place is asked for once. */
  enrolmentStandings(places: readonly CustomerPromotion[]): Promise<Readings<EnrolmentStanding>>;
  /**
   * What earning depends on of where the customers stand; each place is asked for once. Nobody revokes an enrolment
   * that they have until the end of the transaction.
   */
  earningStandings(places: readonly CustomerPromotion[]): Promise<Readings<EarningStanding>>;
  /** What can be taken back, locked until the end of the transaction; each place is asked for once. */
  revocables(
    places: readonly CustomerPromotion[],
    earnedIds?: readonly string[],
  ): Promise<Readings<Revocable>>;
  /** @returns the issualId of each */
  recordEnrolments(acts: readonly CustomerPromotionAct<EnrolmentAct>[]): Promise<string[]>;
  /** @returns the earnedId of each */
  recordEarnings(acts: readonly CustomerPromotionAct<EarningAct>[]): Promise<string[]>;
  revokeEnrolments(acts: readonly CustomerPromotionAct<EnrolmentRevocation>[]): Promise<void>;
  revokeEarnings(acts: readonly CustomerPromotionAct<EarningsRevocation>[]): Promise<void>;
  /** What is known of each key; from then on until the end of the transaction it is 'busy' for every other. */
  recall(uses: readonly CallKey[]): Promise<Memory[]>;
  /** Keeps the answers to calls with a key, as part of this transaction. */
  remember(records: readonly (CallKey & KeyRecord)[]): Promise<void>;
}
