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

/** The platform behind the gateway cannot be asked just now. Never thrown for writes: a write reports its outcome instead. */
export class PlatformUnavailable extends Error {
  override readonly name = 'PlatformUnavailable';

  /** The part of the reason that the caller may learn; null without any. */
  readonly reason: string | null;

  constructor(
    readonly retryAfterMs: number,
    { reason = null, ...options }: ErrorOptions & { readonly reason?: string | null } = {},
  ) {
    super(reason ?? 'The platform is unavailable', options);
    this.reason = reason;
  }
}

/** The platform refuses the caller's credential; nothing was done. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';

  constructor(
    /** True for valid credentials that lack the access. */
    readonly lacksAccess: boolean,
  ) {
    super('The platform refuses the credential');
  }
}

/** The platform refuses the gateway's own credential an access, which an operator has to give it; nothing was done. */
export class PlatformAccessRefused extends Error {
  override readonly name = 'PlatformAccessRefused';

  /** @param accessGroup what the platform calls the access */
  constructor(accessGroup: string) {
    super(`The platform refuses the gateway's own credential: it lacks the access group ${accessGroup}`);
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

/** The answer of a directory for a key: its customer's id, null without one, or why it could not be looked up. */
export type FoundCustomer = string | null | PlatformUnavailable | PlatformAccessRefused;

/** Finds customers of one organisation. */
export interface CustomerDirectory {
  /** @returns the customerId for each key, in order, null without a customer, or why this one could not be looked up */
  find(organisationId: string, keys: readonly CustomerKey[]): Promise<FoundCustomer[]>;
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

/** A customer in a promotion, to whom standings and acts apply. */
export interface CustomerPromotion {
  readonly promotion: Promotion;
  readonly customerId: string;
}

/** The standings of customers, and the totals that all customers of a promotion share. */
export interface Readings<Standing> {
  /** standings[i] belongs to the customer and promotion at i. */
  readonly standings: readonly Standing[];
  /**
   * By promotionId, the earnings that the promotion still allows as a whole; without an entry they are unlimited. The
   * transaction holds a lock, so that no other process uses them up before it ends.
   */
  readonly totalLeft: ReadonlyMap<string, number>;
}

/** An act, the customer and promotion that it applies to, and the index of its call in the transaction. */
export interface CustomerPromotionAct<Act> {
  readonly act: Act;
  readonly customerPromotion: CustomerPromotion;
  readonly call: number;
}

/**
 * Acts carry the ordinal that they get for their customer and promotion. If another transaction has recorded since the
 * standings were read, that ordinal is taken, and this transaction starts again. Each method serves all calls of the
 * transaction at once, and answers in the order of its argument.
 */
export interface LedgerTransaction {
  /** Finds for each name the program, and the promotion of that program that has all given names. */
  findTargets(names: readonly TargetName[]): Promise<Target[]>;
  /** For each whether the customer is a member of the program of the promotion. */
  findMembers(customerPromotions: readonly CustomerPromotion[]): Promise<boolean[]>;
  /** Reads what enrolling depends on; no customer and promotion is listed twice. */
  enrolmentStandings(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<EnrolmentStanding>>;
  /**
   * Reads what earning depends on; no customer and promotion is listed twice. A lock keeps the enrolments from being
   * revoked until the end of the transaction.
   */
  earningStandings(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<EarningStanding>>;
  /** Reads and locks what can be revoked; no customer and promotion is listed twice. */
  revocables(
    customerPromotions: readonly CustomerPromotion[],
    earnedIds?: readonly string[],
  ): Promise<Readings<Revocable>>;
  /** @returns the issualId of each */
  recordEnrolments(acts: readonly CustomerPromotionAct<EnrolmentAct>[]): Promise<string[]>;
  /** @returns the earnedId of each */
  recordEarnings(acts: readonly CustomerPromotionAct<EarningAct>[]): Promise<string[]>;
  revokeEnrolments(acts: readonly CustomerPromotionAct<EnrolmentRevocation>[]): Promise<void>;
  revokeEarnings(acts: readonly CustomerPromotionAct<EarningsRevocation>[]): Promise<void>;
  /** Reads the record of each key, and locks it: until the end of the transaction it is 'busy' for all others. */
  recall(uses: readonly CallKey[]): Promise<Memory[]>;
  /** Stores the answers to calls with a key, in this transaction. */
  remember(records: readonly (CallKey & KeyRecord)[]): Promise<void>;
}
