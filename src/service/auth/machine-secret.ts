/** Secrets that the gateway makes, and their hashes. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientKind } from './credential-store.js';

/** Scanners of repositories and logs find a leaked secret by its prefix. */
const PREFIX = 'pgw_';
const MARK = '$sha256$';

/** Makes a secret of 256 random bits. */
export function makeSecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** Hashes a secret that `makeSecret` made: no one can guess it, so that a fast hash protects it. */
export function hashMadeSecret(kind: ClientKind, secret: string): string {
  switch (kind) {
    case 'OAUTH':
      return hashOf(secret);
    case 'TILL':
      return hashOf(md5Hex(secret));
  }
}

/** Whether a stored hash is that of a secret that the gateway made. */
export function isHashOfMadeSecret(secretHash: string): boolean {
  return secretHash.startsWith(MARK);
}

/** Whether a secret, or a till's MD5 of it in hex, has this hash. */
export function matchesMadeSecret(kind: ClientKind, secretHash: string, secret: string): boolean {
  return secretForms(kind, secret).some((form) => areEqual(hashOf(form), secretHash));
}

/** The texts of which one was hashed: a till may send its password plain or as the hex of its MD5, which is hashed. */
export function secretForms(kind: ClientKind, secret: string): readonly string[] {
  switch (kind) {
    case 'OAUTH':
      return [secret];
    case 'TILL':
      return /^[0-9a-f]{32}$/i.test(secret) ? [secret.toLowerCase(), md5Hex(secret)] : [md5Hex(secret)];
  }
}

/** MD5 is the platform's format for the wire, not a protection: the hash over it protects the stored password. */
export function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function hashOf(form: string): string {
  return MARK + createHash('sha256').update(form).digest('base64').replace(/=$/, '');
}

function areEqual(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
