/** The port to the API clients of organisations, and to the secrets of the installation. */

import type { Caller } from '../caller.js';

/** How a client proves who it is: a till by Basic, a client by OAuth. */
export type ClientKind = 'TILL' | 'OAUTH';

/** An active client and what its secret must match. */
export interface StoredClient {
  readonly caller: Caller;
  readonly secretHash: string;
  /** How long its tokens live; of no meaning for a till. */
  readonly tokenTtlSeconds: number;
}

/** Organisations' API clients, and the secrets of this installation. */
export interface CredentialStore {
  /** @returns the active clients that have one of these keys, by key */
  findByKeys(kind: ClientKind, keys: readonly string[]): Promise<ReadonlyMap<string, StoredClient>>;
  findById(organisationId: string, clientId: string): Promise<StoredClient | null>;
  /** 32 random bytes, the same for every process of the installation, made on first use. */
  installationSecret(purpose: string): Promise<Uint8Array>;
}
