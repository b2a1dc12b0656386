/** The port to the records of calls with an idempotency key. */

import type { RequestedAction } from '../../domain/bulk-request.js';

/** An idempotency key, in the scope in which it is unique besides the origin's organisation and client. */
export interface KeyUse {
  readonly action: RequestedAction;
  readonly key: string;
}

/** The key of one of the transaction's calls. */
export interface CallKey extends KeyUse {
  readonly call: number;
}

/** The record of a call with a key: enough to distinguish a repetition from a misuse, and to answer it. */
export interface KeyRecord {
  readonly fingerprint: string;
  readonly requestId: string;
  /** A StoredAnswer as JSON. */
  readonly answer: string;
}

/** Keys that are forgotten in time. */
export interface ForgettableKeys {
  /** Forgets at most so many of those that are older by the store's clock. @returns how many it forgot */
  forget(keptForMs: number, atMost: number): Promise<number>;
}

/** The records of calls with a key, for later questions about their outcome. */
export interface KeyRecords extends ForgettableKeys {
  /** The latest call of the client with this key, of any action. */
  findLatest(organisationId: string, clientId: string, key: string): Promise<(KeyRecord & KeyUse) | null>;
}

export type Memory =
  | { readonly status: 'new' }
  | { readonly status: 'busy' }
  | { readonly status: 'known'; readonly record: KeyRecord };
