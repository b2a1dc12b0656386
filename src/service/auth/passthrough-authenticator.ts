/** Accepts every credential, which the platform verifies. */

import { createHmac } from 'node:crypto';
import type { Authentication, Authenticator, IssuedToken } from './authenticator.js';
import { accessGroups, type Caller, type Credential } from '../caller.js';
import type { CredentialStore } from './credential-store.js';

/** Has a platform exchange a key and a secret for a token. @throws PlatformUnavailable */
export type ExchangeToken = (key: string, secret: string) => Promise<IssuedToken | null>;

/**
 * Accepts every credential: each call to the platform carries it, and the platform verifies it. The gateway does not know
 * the caller, so each credential is an organisation and a client of its own, named by a keyed hash. Two credentials
 * share nothing, even if they belong to the same client.
 */
export class PassthroughAuthenticator implements Authenticator {
  #hashKey: Promise<Uint8Array> | undefined;

  constructor(
    private readonly store: Pick<CredentialStore, 'installationSecret'>,
    private readonly exchangeToken: ExchangeToken,
  ) {}

  async authenticate(credential: Credential): Promise<Authentication> {
    const id = idOf(credential, await this.#key());
    const organisation = { organisationId: id, timeZone: 'UTC' };
    return {
      status: 'accepted',
      caller: { organisation, clientId: id, access: accessGroups, credential },
      expiresAt: null,
    };
  }

  /** The platform verifies at each call. */
  current(caller: Caller): Promise<Caller> {
    return Promise.resolve(caller);
  }

  issueToken(key: string, secret: string): Promise<IssuedToken | null> {
    return this.exchangeToken(key, secret);
  }

  /** It remembers no client. */
  forget(): void {
    return;
  }

  /** No caller waits here. */
  close(): void {
    this.#hashKey = undefined;
  }

  #key(): Promise<Uint8Array> {
    this.#hashKey ??= this.store.installationSecret('passed-credentials').catch((error: unknown) => {
      this.#hashKey = undefined;
      throw error;
    });
    return this.#hashKey;
  }
}

/** The same for each process of the installation and after a restart: 62 bits, which is a positive id. */
function idOf(credential: Credential, hashKey: Uint8Array): string {
  const text =
    credential.scheme === 'Basic'
      ? JSON.stringify(['Basic', credential.till, credential.password])
      : JSON.stringify(['Bearer', credential.token]);
  const hash = createHmac('sha256', hashKey).update(text).digest();
  return String((hash.readBigUInt64BE() >> 2n) + 1n);
}
