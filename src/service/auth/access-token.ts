import { errors, jwtVerify, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports.js';

/** How long a token is good for, as the platform has it. */
export const TOKEN_TTL_SECONDS = 300;

const ISSUER = 'promotion-gateway';
const TYPE = 'at+jwt';

/** Whom a token stands for. */
export interface TokenSubject {
  readonly organisationId: string;
  readonly clientId: string;
}

/** What a token turned out to be. */
export type TokenVerdict =
  | { readonly status: 'valid'; readonly subject: TokenSubject; readonly expiresAt: Date }
  | { readonly status: 'expired'; readonly expiredAt: Date }
  | { readonly status: 'invalid' };

/** A JWT access token (RFC 9068), signed with a secret of the installation. */
export function signToken(secret: Uint8Array, subject: TokenSubject, clock: Clock): Promise<string> {
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT({ org: subject.organisationId, client_id: subject.clientId })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(subject.clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_TTL_SECONDS)
    .setJti(randomUUID())
    .sign(secret);
}

/** Checks signature, algorithm, type, issuer, audience, age and that no claim is missing. */
export async function verifyToken(secret: Uint8Array, token: string, clock: Clock): Promise<TokenVerdict> {
  try {
    const { payload } = await jwtVerify<{ org: unknown; client_id: unknown }>(token, secret, {
      algorithms: ['HS256'],
      typ: TYPE,
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ['exp', 'iat', 'sub', 'jti', 'org', 'client_id'],
      currentDate: clock.now(),
    });
    const { org, sub, exp } = payload;
    if (typeof org !== 'string' || typeof sub !== 'string' || exp === undefined) return { status: 'invalid' };
    const subject = { organisationId: org, clientId: sub };
    return { status: 'valid', subject, expiresAt: new Date(exp * 1000) };
  } catch (error) {
    if (error instanceof errors.JWTExpired && typeof error.payload.exp === 'number') {
      return { status: 'expired', expiredAt: new Date(error.payload.exp * 1000) };
    }
    if (error instanceof errors.JOSEError) return { status: 'invalid' };
    throw error;
  }
}
