/** The port that keeps keyed calls to a platform. */

import type { KeyRecord, KeyUse } from './key-records.js';

/** Whose key it is. */
export interface KeyOwner {
  readonly organisationId: string;
  readonly clientId: string;
}

/**
 * The outcomes of calls with an idempotency key in front of a platform, which has no keys of its own. A call is
 * recorded before any of it is sent, with everything in doubt, so that the record is true after a crash.
 */
export interface CallJournal {
  /**
   * Takes a key for `heldForMs`, with the entry that is on record if nothing else is written, or returns what is on
   * record already. The lease expires then, unless its holder has released the key.
   */
  open(owner: KeyOwner, use: KeyUse, entry: JournalEntry, heldForMs: number): Promise<OpenedCall>;
  /** Writes what is known by now, and releases the key or keeps it; nothing where somebody else took it meanwhile. */
  write(owner: KeyOwner, use: KeyUse, known: KnownAnswer, isOver: boolean): Promise<void>;
}

export interface JournalEntry extends KeyRecord {
  /** When something of the call is sent for the first time. */
  readonly sentAt: Date;
}

export interface KnownAnswer {
  /** Who holds the key: the request that opened it. */
  readonly holder: string;
  readonly requestId: string;
  /** A StoredAnswer as JSON. */
  readonly answer: string;
}

export type OpenedCall =
  | { readonly status: 'new' }
  /** Another request holds it. */
  | { readonly status: 'busy' }
  /** It was used for another request. */
  | { readonly status: 'mismatch' }
  | { readonly status: 'resumed'; readonly entry: JournalEntry };
