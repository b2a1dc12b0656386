import { hash, verify } from '@node-rs/argon2';
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';

/** OWASP's first choice for Argon2id, which is this library's default algorithm: 19 MiB, 2 passes, 1 lane. */
const STRENGTH = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashing holds a thread of a pool of four that files and name look-ups need too. */
const MAX_HASHING = 2;
const MAX_WAITING = 64;

/** What an unknown client's secret is checked against, so that it takes as long as a known one's. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$Qn+qIVUycXJ2iJcAC4W3CQ$abmvl7hq9TU3pxrjD+V6uZztSUPVXO3/87vu6p8gcTw';

const limit = pLimit(MAX_HASHING);

/** More secrets wait to be checked than can be in good time. */
export class TooManySecrets extends Error {
  override readonly name = 'TooManySecrets';
}

/** Hashes a client's secret for the store. */
export function hashSecret(secret: string): Promise<string> {
  return hash(secret, STRENGTH);
}

/** Hashes a till's password for the store. A till may send it plain or as the hex of its MD5, so the hash is of the latter. */
export function hashTillPassword(password: string): Promise<string> {
  return hashSecret(md5Hex(password));
}

/**
 * Checks a secret against its hash; null stands for a client that does not exist, and takes as long.
 * @throws TooManySecrets
 */
export async function matchesSecret(secretHash: string | null, secret: string): Promise<boolean> {
  if (limit.pendingCount >= MAX_WAITING) throw new TooManySecrets('Too many credentials are being checked');
  const matches = await limit(() => verify(secretHash ?? NOBODY, secret));
  return matches && secretHash !== null;
}

/** Checks a till's password, sent plain or as the hex of its MD5. */
export async function matchesTillPassword(secretHash: string | null, sent: string): Promise<boolean> {
  const looksHashed = /^[0-9a-f]{32}$/i.test(sent);
  if (looksHashed && (await matchesSecret(secretHash, sent.toLowerCase()))) return true;
  return matchesSecret(secretHash, md5Hex(sent));
}

/** MD5 is the platform's format for the wire, not a protection: that is Argon2id's part. */
function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
