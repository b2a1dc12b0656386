/** Remembers for 30 seconds who a credential belongs to, and forgets it when the client changes. */

import { LRUCache } from 'lru-cache';
import type { Caller } from '../caller.js';
import type { Clock } from '../ports.js';
import type { Authentication } from './authenticator.js';
import type { ClientId } from './credential-store.js';

/** How long a client that was switched off is still accepted, at most. */
const VERIFIED_FOR_MS = 30_000;
const MAX_VERIFIED = 10_000;

/** The result of a verification, and until when it may be remembered at most. */
export interface Verified {
  readonly authentication: Authentication;
  readonly goodUntil: number;
}

/** A caller, or null for a client that was switched off. */
interface KnownCaller {
  readonly caller: Caller | null;
  readonly goodUntil: number;
}

/** The verified credentials, by keyed hashes of them, and the callers whose state was read. */
export class VerifiedCallers {
  readonly #verified = new LRUCache<string, Verified>({ max: MAX_VERIFIED });
  readonly #current = new LRUCache<string, KnownCaller>({ max: MAX_VERIFIED });
  /** Counts the changes of clients: what was read before one is not remembered after it. */
  #changes = 0;

  constructor(private readonly clock: Clock) {}

  find(fingerprint: string): Authentication | null {
    const verified = this.#verified.get(fingerprint);
    return verified && this.#now() < verified.goodUntil ? verified.authentication : null;
  }

  /** Verifies a credential, and remembers it if it was accepted. */
  async verify(fingerprint: string, verify: () => Promise<Verified>): Promise<Authentication> {
    const [changes, now] = [this.#changes, this.#now()];
    const { authentication, goodUntil } = await verify();
    if (authentication.status === 'accepted' && changes === this.#changes) {
      this.#verified.set(fingerprint, {
        authentication,
        goodUntil: Math.min(goodUntil, now + VERIFIED_FOR_MS),
      });
    }
    return authentication;
  }

  /** The caller as it is now, or was within the last 30 seconds. */
  async current(client: ClientId, read: () => Promise<Caller | null>): Promise<Caller | null> {
    const [changes, now] = [this.#changes, this.#now()];
    const known = this.#current.get(keyOf(client));
    if (known && now < known.goodUntil) return known.caller;
    const caller = await read();
    if (changes === this.#changes) {
      this.#current.set(keyOf(client), { caller, goodUntil: now + VERIFIED_FOR_MS });
    }
    return caller;
  }

  /** Forgets a client, or all of them where it is null. */
  forget(client: ClientId | null): void {
    this.#changes += 1;
    if (client === null) {
      this.#verified.clear();
      this.#current.clear();
      return;
    }
    this.#current.delete(keyOf(client));
    for (const [fingerprint, { authentication }] of this.#verified.entries()) {
      if (authentication.status === 'accepted' && isOf(client, authentication.caller)) {
        this.#verified.delete(fingerprint);
      }
    }
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}

function isOf({ organisationId, clientId }: ClientId, caller: Caller): boolean {
  return caller.clientId === clientId && caller.organisation.organisationId === organisationId;
}

function keyOf({ organisationId, clientId }: ClientId): string {
  return `${organisationId} ${clientId}`;
}
