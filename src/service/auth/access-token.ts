/** Signs and verifies access tokens. */

import { errors, jwtVerify, SignJWT } from 'jose';
import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../ports.js';
import type { ClientId } from './credential-store.js';

/** How long tokens of earlier versions, which have no mark of the secret, lived at most. */
const UNMARKED_TTL_SECONDS = 300;

const ISSUER = 'promotion-gateway';
const TYPE = 'at+jwt';

/** A token to be signed. */
export interface TokenOptions {
  /** The hash of the exchanged secret; the token is invalid under another one. */
  readonly secretHash: string;
  readonly ttlSeconds: number;
  readonly clock: Clock;
}

/** The result of verifying a token. */
export type TokenVerdict =
  | {
      readonly status: 'valid';
      readonly subject: ClientId;
      readonly expiresAt: Date;
      /** Whether it was exchanged for the secret with this hash. */
      readonly isOf: (secretHash: string) => boolean;
    }
  | { readonly status: 'expired'; readonly expiredAt: Date }
  | { readonly status: 'invalid' };

/** A JWT access token (RFC 9068), signed with a secret of the installation. */
export function signToken(
  secret: Uint8Array,
  subject: ClientId,
  { secretHash, ttlSeconds, clock }: TokenOptions,
): Promise<string> {
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT({
    org: subject.organisationId,
    client_id: subject.clientId,
    secret_mark: markOf(secret, secretHash),
  })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(subject.clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlSeconds)
    .setJti(randomUUID())
    .sign(secret);
}

/** Checks signature, algorithm, type, issuer, audience, age and that no claim is missing. */
export async function verifyToken(secret: Uint8Array, token: string, clock: Clock): Promise<TokenVerdict> {
  try {
    const { payload } = await jwtVerify<{ org: unknown; client_id: unknown; secret_mark: unknown }>(
      token,
      secret,
      {
        algorithms: ['HS256'],
        typ: TYPE,
        issuer: ISSUER,
        audience: ISSUER,
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'org', 'client_id'],
        currentDate: clock.now(),
      },
    );
    const { org, sub, exp, iat, secret_mark: mark } = payload;
    if (typeof org !== 'string' || typeof sub !== 'string' || exp === undefined || typeof iat !== 'number') {
      return { status: 'invalid' };
    }
    if (mark === undefined && exp - iat > UNMARKED_TTL_SECONDS) return { status: 'invalid' };
    const subject = { organisationId: org, clientId: sub };
    const isOf = (secretHash: string) => mark === undefined || mark === markOf(secret, secretHash);
    return { status: 'valid', subject, expiresAt: new Date(exp * 1000), isOf };
  } catch (error) {
    if (error instanceof errors.JWTExpired && typeof error.payload.exp === 'number') {
      return { status: 'expired', expiredAt: new Date(error.payload.exp * 1000) };
    }
    if (error instanceof errors.JOSEError) return { status: 'invalid' };
    throw error;
  }
}

/** Marks a client's secret in its tokens without revealing it. */
function markOf(secret: Uint8Array, secretHash: string): string {
  return createHmac('sha256', secret).update(secretHash).digest('base64url').slice(0, 22);
}
