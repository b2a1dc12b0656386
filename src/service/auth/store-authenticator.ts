/** Identifies callers by the clients of the store. */

import { createHmac, randomBytes } from 'node:crypto';
import type { Authentication, Authenticator, IssuedToken } from './authenticator.js';
import type { Caller, Credential, Peer } from '../caller.js';
import type { Clock } from '../ports.js';
import { liveSecrets, type ClientId, type CredentialStore } from './credential-store.js';
import type { Patience } from '../waiting-line.js';
import { signToken, verifyToken } from './access-token.js';
import type { ClientUses } from './client-use.js';
import { SecretVerifier } from './secret-verifier.js';
import { VerifiedCallers, type Verified } from './verified-callers.js';

/** Options of an authenticator. */
export interface AuthenticatorOptions {
  /** How long a look-up waits for its turn. */
  readonly patienceMs?: Patience;
  /** Collects the clients that call. */
  readonly uses?: ClientUses;
}

/**
 * Identifies callers by the store's own clients. A verified credential is remembered for a short while under a keyed hash, never
 * the secret itself, and concurrent requests with the same new token share one verification.
 */
export class StoreAuthenticator implements Authenticator {
  readonly #fingerprintKey = randomBytes(32);
  readonly #secrets: SecretVerifier;
  readonly #callers: VerifiedCallers;
  readonly #tokensUnderWay = new Map<string, Promise<Authentication>>();

  constructor(
    private readonly store: CredentialStore,
    private readonly clock: Clock,
    private readonly options: AuthenticatorOptions = {},
  ) {
    this.#secrets = new SecretVerifier(store, clock, options.patienceMs ?? null);
    this.#callers = new VerifiedCallers(clock);
  }

  /** @throws TooManyAttempts, StoreUnavailable */
  authenticate(credential: Credential, peer: Peer): Promise<Authentication> | Authentication {
    const fingerprint = this.#fingerprint(credential);
    const verified = this.#callers.find(fingerprint);
    if (verified) return verified;
    if (credential.scheme === 'Basic') {
      return this.#callers.verify(fingerprint, () => this.#verifyTill(credential, peer));
    }
    return this.#authenticateToken(credential.token, fingerprint, peer);
  }

  async current({ organisation: { organisationId }, clientId }: Caller): Promise<Caller | null> {
    return this.#callers.current({ organisationId, clientId }, async () => {
      const client = await this.store.findById(organisationId, clientId);
      return client?.caller ?? null;
    });
  }

  /**
   * Exchanges an OAuth client's key and secret for a token that lives as long as the client's row says.
   * @returns null when they do not match
   * @throws TooManyAttempts, StoreUnavailable
   */
  async issueToken(key: string, secret: string, peer: Peer): Promise<IssuedToken | null> {
    const verified = await this.#secrets.verify({ kind: 'OAUTH', key, secret }, peer);
    if (!verified) return null;
    const { client, secret: used } = verified;
    this.#noteUse(client.caller);
    const { organisation, clientId } = client.caller;
    const subject = { organisationId: organisation.organisationId, clientId };
    const ttlSeconds = this.#lifeOf(client.tokenTtlSeconds, used.until);
    const accessToken = await signToken(await this.#tokenSecret(), subject, {
      secretHash: used.hash,
      ttlSeconds,
      clock: this.clock,
    });
    return { accessToken, ttlSeconds };
  }

  forget(client: ClientId | null): void {
    this.#callers.forget(client);
    this.#tokensUnderWay.clear();
  }

  close(): void {
    this.#secrets.close();
  }

  async #verifyTill({ till, password }: { till: string; password: string }, peer: Peer): Promise<Verified> {
    const verified = await this.#secrets.verify({ kind: 'TILL', key: till, secret: password }, peer);
    return verified ? this.#accept(verified.client.caller, verified.secret.until) : rejected;
  }

  async #authenticateToken(token: string, fingerprint: string, peer: Peer): Promise<Authentication> {
    const underWay =
      this.#tokensUnderWay.get(fingerprint) ??
      this.#callers.verify(fingerprint, () => this.#verifyToken(token));
    this.#tokensUnderWay.set(fingerprint, underWay);
    const authentication = await underWay.finally(() => this.#tokensUnderWay.delete(fingerprint));
    if (authentication.status === 'rejected') await this.#secrets.refuseToken(peer);
    return authentication;
  }

  async #verifyToken(token: string): Promise<Verified> {
    const verdict = await verifyToken(await this.#tokenSecret(), token, this.clock);
    if (verdict.status !== 'valid') {
      return verdict.status === 'expired' ? { authentication: verdict, goodUntil: 0 } : rejected;
    }
    const { organisationId, clientId } = verdict.subject;
    const client = await this.store.findById(organisationId, clientId);
    const secret = client && liveSecrets(client, this.clock.now()).find(({ hash }) => verdict.isOf(hash));
    return secret ? this.#accept(client.caller, earlier(verdict.expiresAt, secret.until)) : rejected;
  }

  #accept(caller: Caller, expiresAt: Date | null): Verified {
    this.#noteUse(caller);
    const goodUntil = expiresAt?.getTime() ?? Infinity;
    return { authentication: { status: 'accepted', caller, expiresAt }, goodUntil };
  }

  #noteUse(caller: Caller): void {
    this.options.uses?.note(caller, this.clock.now());
  }

  /** A token ends with the secret that it was exchanged for. */
  #lifeOf(ttlSeconds: number, secretUntil: Date | null): number {
    if (secretUntil === null) return ttlSeconds;
    const leftMs = secretUntil.getTime() - this.clock.now().getTime();
    return Math.max(1, Math.min(ttlSeconds, Math.floor(leftMs / 1_000)));
  }

  #tokenSecretPromise: Promise<Uint8Array> | undefined;

  #tokenSecret(): Promise<Uint8Array> {
    this.#tokenSecretPromise ??= this.store.installationSecret('access-token').catch((error: unknown) => {
      this.#tokenSecretPromise = undefined;
      throw error;
    });
    return this.#tokenSecretPromise;
  }

  #fingerprint(credential: Credential): string {
    const text =
      credential.scheme === 'Basic'
        ? `Basic ${credential.till}:${credential.password}`
        : `Bearer ${credential.token}`;
    return createHmac('sha256', this.#fingerprintKey).update(text).digest('base64');
  }
}

const rejected: Verified = { authentication: { status: 'rejected' }, goodUntil: 0 };

function earlier(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}
