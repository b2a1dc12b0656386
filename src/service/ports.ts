import type { RequestedAction } from '../domain/bulk-request.js';
import type { EarningAct } from '../domain/earn.js';
import type { EnrolmentAct } from '../domain/enrol.js';
import type { CustomerKey } from '../domain/customer.js';
import type { Promotion } from '../domain/promotion.js';
import type { EarningsRevocation, EnrolmentRevocation, Revocable } from '../domain/revoke.js';
import type { Target } from '../domain/rules.js';
import type { Standing } from '../domain/standing.js';
import type { Caller } from './caller.js';

/** The one source of time. */
export interface Clock {
  now(): Date;
}

/**
 * The store cannot be reached just now; the same call may succeed later. Nothing was done, unless the connection
 * broke while a transaction was being committed: that one may have been recorded.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The store refused to record, for a reason that is ours: the unit of work was rolled back. */
export class RecordingFailed extends Error {
  override readonly name = 'RecordingFailed';
}

/** Finds customers of one organisation. */
export interface CustomerDirectory {
  /** @returns the customerId for each key, in order, or null where nobody has it. */
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
  readonly clientId: string;
  readonly requestId: string;
  readonly now: Date;
  /** What it is about: those that lose races about the same go one after the other from then on. */
  readonly subject: string;
}

/** Where customers stand, and what of it is shared by all. */
export interface Readings<Standing> {
  readonly byCustomer: ReadonlyMap<string, Standing>;
  /** Earnings that the promotion as a whole still allows; null is unlimited. No other process can use them up before the end of the transaction. */
  readonly totalLeft: number | null;
}

/** An act for a customer. */
export type ActOf<Act> = Act & { readonly customerId: string };

/** A recorded act, and its issualId or earnedId. */
export type Recorded<Act> = Act & { readonly id: string };

/**
 * Acts carry the number they would have among the customer's, so that what another transaction recorded since
 * the standings were read cannot go unnoticed: it has that number already, and this transaction starts again.
 */
export interface LedgerTransaction {
  /** The program, and the promotion of that program to which everything that is named applies. */
  findTarget(name: TargetName): Promise<Target>;
  /** Where the customers stand; all of them are in the answer. */
  standings(promotion: Promotion, customerIds: readonly string[]): Promise<Readings<Standing>>;
  /** What can be taken back, locked until the end of the transaction; all customers are in the answer. */
  revocables(promotion: Promotion, customerIds: readonly string[]): Promise<Readings<Revocable>>;
  /** @returns the acts in their order, each with its issualId */
  recordEnrolments<Act extends ActOf<EnrolmentAct>>(
    promotion: Promotion,
    acts: readonly Act[],
  ): Promise<Recorded<Act>[]>;
  /** @returns the acts in their order, each with its earnedId */
  recordEarnings<Act extends ActOf<EarningAct>>(
    promotion: Promotion,
    acts: readonly Act[],
  ): Promise<Recorded<Act>[]>;
  revokeEnrolments(promotion: Promotion, acts: readonly ActOf<EnrolmentRevocation>[]): Promise<void>;
  revokeEarnings(promotion: Promotion, acts: readonly ActOf<EarningsRevocation>[]): Promise<void>;
  /** What is known of a key; from then on until the end of the transaction it is 'busy' for every other. */
  recall(use: KeyUse): Promise<Memory>;
  /** Keeps the answer to a call with a key, as part of this transaction. */
  remember(use: KeyUse, record: KeyRecord): Promise<void>;
}

/** An idempotency key, in the scope in which it is unique besides the origin's organisation and client. */
export interface KeyUse {
  readonly action: RequestedAction;
  readonly key: string;
}

/** What is kept of a call with a key: enough to tell a repetition from a misuse, and to answer it. */
export interface KeyRecord {
  readonly fingerprint: string;
  readonly requestId: string;
  /** A StoredAnswer as JSON. */
  readonly answer: string;
}

/** The records of calls with a key, for whoever asks later what became of them. */
export interface KeyRecords {
  /** The latest call of the client with this key, whatever its action. */
  findLatest(organisationId: string, clientId: string, key: string): Promise<(KeyRecord & KeyUse) | null>;
  /** Forgets at most so many of those recorded before. @returns how many it forgot */
  forget(before: Date, atMost: number): Promise<number>;
}

export type Memory =
  | { readonly status: 'new' }
  | { readonly status: 'busy' }
  | { readonly status: 'known'; readonly record: KeyRecord };

/** How a client proves who it is: a till by Basic, a client by OAuth. */
export type ClientKind = 'TILL' | 'OAUTH';

/** An active client and what its secret must match. */
export interface StoredClient {
  readonly caller: Caller;
  readonly secretHash: string;
}

/** Organisations' API clients, and the secrets of this installation. */
export interface CredentialStore {
  findByKey(kind: ClientKind, key: string): Promise<StoredClient | null>;
  findById(organisationId: string, clientId: string): Promise<StoredClient | null>;
  /** 32 random bytes, the same for every process of the installation, made on first use. */
  installationSecret(purpose: string): Promise<Uint8Array>;
}
