/** The port to the API clients of organisations, and to the secrets of the installation. */

import type { Caller } from '../caller.js';

/** How a client proves who it is: a till by Basic, a client by OAuth. */
export type ClientKind = 'TILL' | 'OAUTH';

/** A client of an organisation. */
export interface ClientId {
  readonly organisationId: string;
  readonly clientId: string;
}

/** The hash of a secret, and the instant at which the secret ends; null for the newest one, which has no end. */
export interface StoredSecret {
  readonly hash: string;
  readonly until: Date | null;
}

/** An active client and its secrets. */
export interface StoredClient {
  readonly caller: Caller;
  /** The newest one, and the one before it until a rotation ends. */
  readonly secrets: readonly StoredSecret[];
  /** How long its tokens live; of no meaning for a till. */
  readonly tokenTtlSeconds: number;
}

/** A client, and which of its secrets a caller has proved to know. */
export interface VerifiedClient {
  readonly client: StoredClient;
  readonly secret: StoredSecret;
}

/** The secrets of a client that work at an instant. */
export function liveSecrets({ secrets }: StoredClient, now: Date): readonly StoredSecret[] {
  return secrets.filter(({ until }) => until === null || now < until);
}

/** Organisations' API clients, and the secrets of this installation. */
export interface CredentialStore {
  /** @returns the active clients that have one of these keys, by key */
  findByKeys(kind: ClientKind, keys: readonly string[]): Promise<ReadonlyMap<string, StoredClient>>;
  findById(organisationId: string, clientId: string): Promise<StoredClient | null>;
  /** 32 random bytes, the same for every process of the installation, made on first use. */
  installationSecret(purpose: string): Promise<Uint8Array>;
}
