/** Hashes and verifies passwords and secrets. */

import { hash, verify } from '@node-rs/argon2';
import type { ClientKind } from './credential-store.js';
import { isHashOfMadeSecret, matchesMadeSecret, md5Hex, secretForms } from './machine-secret.js';

/** OWASP's first choice for Argon2id, which is this library's default algorithm: 19 MiB, 2 passes, 1 lane. */
const STRENGTH = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of an unknown secret, for measuring how long a verification takes. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$Qn+qIVUycXJ2iJcAC4W3CQ$abmvl7hq9TU3pxrjD+V6uZztSUPVXO3/87vu6p8gcTw';

/**
 * The costliest hash that is verified: 256 MiB, or four passes over them. Anyone who knows a client's key has its hash
 * worked out, so that one row beyond this would take the memory and the turn of everybody else.
 */
const MOST_KIB = 262_144;
const MOST_KIB_TIMES_PASSES = 4 * MOST_KIB;
const MOST_LANES = 16;

/** After this time the machine may be faster or slower, and the duration is measured again. */
const MEASURED_FOR_MS = 60_000;
/** The weight of the latest verification in the average. */
const LATEST_WEIGHT = 0.2;

/** Hashes a client's secret for the store. */
export function hashSecret(secret: string): Promise<string> {
  return hash(secret, STRENGTH);
}

/** Hashes a till's password for the store. A till may send it plain or as the hex of its MD5, so the hash is of the latter. */
export function hashTillPassword(password: string): Promise<string> {
  return hashSecret(md5Hex(password));
}

/**
 * Verifies the secrets of clients. An unknown client takes as long as a wrong secret, without the work: it waits for the
 * average duration of recent verifications.
 */
export class SecretHasher {
  #averageMs = 0;
  #measuredAt = -Infinity;

  /**
   * @param secretHashes those of a client's secrets; none for an unknown client
   * @returns the hash that the secret matches
   */
  async findMatch(kind: ClientKind, secretHashes: readonly string[], secret: string): Promise<string | null> {
    const made = secretHashes.filter((hash) => isHashOfMadeSecret(hash));
    const match = made.find((hash) => matchesMadeSecret(kind, hash, secret));
    if (match !== undefined) return match;
    // A failure that took no time would show that the client exists.
    const chosen =
      made.length === secretHashes.length ? [null] : secretHashes.filter((hash) => !made.includes(hash));
    // Two passwords take as long as one, because they are verified at the same time.
    const matches = await Promise.all(chosen.map((hash) => this.#matchesForms(kind, hash, secret)));
    return chosen.find((_, i) => matches[i]) ?? null;
  }

  async #matchesForms(kind: ClientKind, secretHash: string | null, secret: string): Promise<boolean> {
    for (const form of secretForms(kind, secret)) {
      if (await this.#matchesHash(secretHash, form)) return true;
    }
    return false;
  }

  async #matchesHash(secretHash: string | null, secret: string): Promise<boolean> {
    if (secretHash !== null && !isAffordable(secretHash)) return this.#matchesHash(null, secret);
    const isMeasured = performance.now() - this.#measuredAt < MEASURED_FOR_MS;
    if (secretHash === null && isMeasured) {
      await new Promise((resolve) => setTimeout(resolve, this.#averageMs));
      return false;
    }
    const startedAt = performance.now();
    const matches = await verify(secretHash ?? DECOY, secret).catch(falseWhereUnreadable);
    this.#measure(performance.now() - startedAt, isMeasured);
    return matches && secretHash !== null;
  }

  #measure(durationMs: number, isMeasured: boolean): void {
    const weight = isMeasured ? LATEST_WEIGHT : 1;
    this.#averageMs += weight * (durationMs - this.#averageMs);
    this.#measuredAt = performance.now();
  }
}

/** Whether the parameters in a hash, in any order, are within the bounds; one without them is refused as unreadable. */
function isAffordable(secretHash: string): boolean {
  const parameters = new Map(
    [...secretHash.matchAll(/[$,]([mtp])=(\d+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
  const [kib = 0, passes = 0, lanes = 0] = ['m', 't', 'p'].map((name) => parameters.get(name));
  return kib <= MOST_KIB && kib * passes <= MOST_KIB_TIMES_PASSES && lanes <= MOST_LANES;
}

/** Nothing matches an unreadable hash, such as a password in its place, which is a fault of its row. */
function falseWhereUnreadable(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === 'InvalidArg') return false;
  throw error;
}
