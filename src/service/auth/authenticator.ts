/** The port by which the doors authenticate their callers. */

import type { Caller, Credential, Peer } from '../caller.js';
import type { ClientId } from './credential-store.js';

/** The authenticated caller, or why there is none. */
export type Authentication =
  | {
      readonly status: 'accepted';
      readonly caller: Caller;
      /** Null for a credential that does not expire. */ readonly expiresAt: Date | null;
    }
  | { readonly status: 'rejected' }
  | { readonly status: 'expired'; readonly expiredAt: Date };

/** An access token and its lifetime. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly ttlSeconds: number;
}

/** Authenticates callers. */
export interface Authenticator {
  /** @throws TooManyAttempts, StoreUnavailable */
  authenticate(credential: Credential, peer: Peer): Promise<Authentication> | Authentication;
  /**
   * The current state of a caller who was accepted before.
   * @returns null once its client was switched off, at most 30 seconds late
   * @throws StoreUnavailable
   */
  current(caller: Caller): Promise<Caller | null>;
  /**
   * Exchanges an OAuth client's key and secret for a token.
   * @returns null when they do not match
   * @throws TooManyAttempts, StoreUnavailable, PlatformUnavailable
   */
  issueToken(key: string, secret: string, peer: Peer): Promise<IssuedToken | null>;
  /** Forgets what it remembers of a client that has changed, or of all clients where it is null. */
  forget(client: ClientId | null): void;
  /** Refuses callers whose credentials would be verified late. */
  close(): void;
}
