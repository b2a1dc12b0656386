/** Lets everybody in, for a platform to judge. */

import { createHmac } from 'node:crypto';
import type { Authentication, Authenticator, IssuedToken } from './store-authenticator.js';
import { accessGroups, type Caller, type Credential } from '../caller.js';
import type { CredentialStore } from '../ports.js';

/** Has a platform exchange a key and a secret for a token. @throws PlatformUnavailable */
export type ExchangeToken = (key: string, secret: string) => Promise<IssuedToken | null>;

/**
 * Lets everybody in, for the platform to judge: each call to it carries the credential that the caller came with.
 * Who calls is not known here, so each credential is an organisation and a client of its own, named by a keyed
 * hash: nothing is ever shared between two credentials, even if they are the same client's.
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
      lapsesAt: null,
    };
  }

  /** The platform judges at each call. */
  current(caller: Caller): Promise<Caller> {
    return Promise.resolve(caller);
  }

  issueToken(key: string, secret: string): Promise<IssuedToken | null> {
    return this.exchangeToken(key, secret);
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
