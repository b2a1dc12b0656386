/** Identifies callers, and remembers them for 30 seconds. */

import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import type { Caller, Credential, Peer } from '../caller.js';
import type { Clock } from '../ports.js';
import type { CredentialStore } from './credential-store.js';
import type { Patience } from '../waiting-line.js';
import { signToken, verifyToken } from './access-token.js';
import { SecretVerifier } from './secret-verifier.js';

/** How long a client that was switched off is still accepted, at most. */
const VERIFIED_FOR_MS = 30_000;
const MAX_VERIFIED = 10_000;

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
  /** Refuses callers whose credentials would be verified late. */
  close(): void;
}

interface Verified {
  readonly authentication: Authentication;
  readonly goodUntil: number;
}

/**
 * Identifies callers by the store's own clients. A verified credential is remembered for a short while under a keyed hash, never
 * the secret itself, and concurrent requests with the same new token share one verification.
 */
export class StoreAuthenticator implements Authenticator {
  readonly #fingerprintKey = randomBytes(32);
  readonly #secrets: SecretVerifier;
  readonly #verified = new LRUCache<string, Verified>({ max: MAX_VERIFIED });
  readonly #current = new LRUCache<string, { caller: Caller | null; goodUntil: number }>({
    max: MAX_VERIFIED,
  });
  readonly #tokensUnderWay = new Map<string, Promise<Authentication>>();

  constructor(
    private readonly store: CredentialStore,
    private readonly clock: Clock,
    patienceMs: Patience = null,
  ) {
    this.#secrets = new SecretVerifier(store, clock, patienceMs);
  }

  /** @throws TooManyAttempts, StoreUnavailable */
  authenticate(credential: Credential, peer: Peer): Promise<Authentication> | Authentication {
    const fingerprint = this.#fingerprint(credential);
    const verified = this.#verified.get(fingerprint);
    if (verified && this.clock.now().getTime() < verified.goodUntil) return verified.authentication;
    if (credential.scheme === 'Basic') {
      return this.#remember(fingerprint, () => this.#verifyTill(credential, peer));
    }
    return this.#authenticateToken(credential.token, fingerprint, peer);
  }

  async current({ organisation: { organisationId }, clientId }: Caller): Promise<Caller | null> {
    const key = `${organisationId} ${clientId}`;
    const now = this.clock.now().getTime();
    const known = this.#current.get(key);
    if (known && now < known.goodUntil) return known.caller;
    const client = await this.store.findById(organisationId, clientId);
    const caller = client?.caller ?? null;
    this.#current.set(key, { caller, goodUntil: now + VERIFIED_FOR_MS });
    return caller;
  }

  /**
   * Exchanges an OAuth client's key and secret for a token that lives as long as the client's row says.
   * @returns null when they do not match
   * @throws TooManyAttempts, StoreUnavailable
   */
  async issueToken(key: string, secret: string, peer: Peer): Promise<IssuedToken | null> {
    const client = await this.#secrets.verify({ kind: 'OAUTH', key, secret }, peer);
    if (!client) return null;
    const { secretHash, tokenTtlSeconds: ttlSeconds } = client;
    const { organisation, clientId } = client.caller;
    const subject = { organisationId: organisation.organisationId, clientId };
    const accessToken = await signToken(await this.#tokenSecret(), subject, {
      secretHash,
      ttlSeconds,
      clock: this.clock,
    });
    return { accessToken, ttlSeconds };
  }

  close(): void {
    this.#secrets.close();
  }

  async #remember(fingerprint: string, verify: () => Promise<Verified>): Promise<Authentication> {
    const now = this.clock.now().getTime();
    const { authentication, goodUntil } = await verify();
    if (authentication.status === 'accepted') {
      this.#verified.set(fingerprint, {
        authentication,
        goodUntil: Math.min(goodUntil, now + VERIFIED_FOR_MS),
      });
    }
    return authentication;
  }

  async #verifyTill({ till, password }: { till: string; password: string }, peer: Peer): Promise<Verified> {
    const client = await this.#secrets.verify({ kind: 'TILL', key: till, secret: password }, peer);
    return accepted(client?.caller, null);
  }

  async #authenticateToken(token: string, fingerprint: string, peer: Peer): Promise<Authentication> {
    const underWay =
      this.#tokensUnderWay.get(fingerprint) ??
      this.#remember(fingerprint, () => this.#verifyToken(token)).finally(() =>
        this.#tokensUnderWay.delete(fingerprint),
      );
    this.#tokensUnderWay.set(fingerprint, underWay);
    const authentication = await underWay;
    if (authentication.status === 'rejected') await this.#secrets.refuseToken(peer);
    return authentication;
  }

  async #verifyToken(token: string): Promise<Verified> {
    const verdict = await verifyToken(await this.#tokenSecret(), token, this.clock);
    if (verdict.status !== 'valid') {
      return {
        authentication: verdict.status === 'expired' ? verdict : { status: 'rejected' },
        goodUntil: 0,
      };
    }
    const { organisationId, clientId } = verdict.subject;
    const client = await this.store.findById(organisationId, clientId);
    const isCurrent = client !== null && verdict.isOf(client.secretHash);
    return accepted(isCurrent ? client.caller : undefined, verdict.expiresAt);
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

function accepted(caller: Caller | undefined, expiresAt: Date | null): Verified {
  return {
    authentication: caller ? { status: 'accepted', caller, expiresAt: expiresAt } : { status: 'rejected' },
    goodUntil: expiresAt?.getTime() ?? Infinity,
  };
}
