/** Authenticates a request: 401 and 403. */

import type { IncomingHttpHeaders } from 'node:http';
import { readCredential } from '../../request/credential.js';
import { mayAccess } from '../../request/scope.js';
import type { Authenticator } from '../../service/auth/authenticator.js';
import type { Access, Caller } from '../../service/caller.js';
import type { RequestPeer } from '../connections/peer.js';
import { BEARER, forbidden, Problem, unauthenticated } from '../problem.js';

/**
 * The caller of a request.
 * @throws Problem 401 as `identify` does
 */
export async function authenticate(
  authenticator: Authenticator,
  headers: IncomingHttpHeaders,
  peer: RequestPeer,
): Promise<Caller> {
  return (await identify(authenticator, headers, peer)).caller;
}

/** The caller, and when its credential expires; null for one that does not. */
export interface Identity {
  readonly caller: Caller;
  readonly expiresAt: Date | null;
}

/**
 * The caller of a request, and how long its credential is good for.
 * @throws Problem 401 with both challenges (RFC 7617, RFC 6750)
 */
export async function identify(
  authenticator: Authenticator,
  headers: IncomingHttpHeaders,
  peer: RequestPeer,
): Promise<Identity> {
  const credential = readCredential(headers);
  if (credential === 'none') {
    throw unauthenticated('Credentials are required: Basic, Bearer, or the header X-CAP-API-OAUTH-TOKEN');
  }
  if (credential === 'malformed') throw unauthenticated(NOT_VALID, 'invalid_token');
  const authentication = await authenticator.authenticate(credential, peer);
  switch (authentication.status) {
    case 'accepted':
      peer.identified();
      return authentication;
    case 'expired':
      throw unauthenticated(`Token expired at ${authentication.expiredAt.toISOString()}`, 'invalid_token');
    case 'rejected':
      throw unauthenticated(NOT_VALID, 'invalid_token');
  }
}

/**
 * Refuses a second Authorization header, of which Node drops all but the first, and a token in the URL, which logs record.
 * @param rawHeaders names and values in turns, as they came
 * @throws Problem 400 (RFC 6750)
 */
export function requireOneCredential(rawHeaders: readonly string[], query: unknown): void {
  const given = rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === 'authorization');
  const isInUrl = typeof query === 'object' && query !== null && 'access_token' in query;
  if (given.length < 2 && !isInUrl) return;
  const message = 'Send one credential, in a header';
  throw new Problem(400, 'BAD_REQUEST', message, {
    'www-authenticate': `${BEARER}, error="invalid_request", error_description="${message}"`,
  });
}

/** @throws Problem 403 when the caller lacks the access (RFC 6750) */
export function requireAccess(caller: Caller, access: Access): void {
  if (mayAccess(caller, access)) return;
  throw forbidden(access);
}

const NOT_VALID = 'The credentials are not valid';
