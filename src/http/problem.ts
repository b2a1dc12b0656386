/** Failures of the HTTP request itself. */

import { TooManyAttempts } from '../service/auth/attempt-queue.js';
import {
  CredentialRefused,
  NotOffered,
  PlatformAccessRefused,
  PlatformUnavailable,
  StoreUnavailable,
} from '../service/ports.js';
import { TooMuchAtOnce } from '../service/fair-share/fair-share.js';

/**
 * Why a request is answered with an HTTP error, in words that are safe to send.
 * Each door writes it in the form of its own errors.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The code for programs, in the extensions of a GraphQL error. */
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string | readonly string[]>> = {},
  ) {
    // Nothing reads the stack of a problem, and one request can cause thousands.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The body of a problem outside of both doors. */
export function problemBody({ code, message }: Problem): unknown {
  return { error: { code, message } };
}

const RETRY_SOON = { 'retry-after': '1' };

/** The Basic challenge. */
export const BASIC = 'Basic realm="promotion-gateway", charset="UTF-8"';
/** The start of every Bearer challenge. */
export const BEARER = 'Bearer realm="promotion-gateway"';

/** 401 with both challenges (RFC 7617, RFC 6750). */
export function unauthenticated(message: string, error?: 'invalid_token'): Problem {
  const bearer = error ? `${BEARER}, error="${error}", error_description="${message}"` : BEARER;
  return new Problem(401, 'UNAUTHENTICATED', message, { 'www-authenticate': [BASIC, bearer] });
}

/** 403 (RFC 6750). @param access the missing access group, when known */
export function forbidden(access?: string): Problem {
  const scope = access === undefined ? '' : `, scope="${access}"`;
  return new Problem(403, 'FORBIDDEN', "Client doesn't have access to the requested resource", {
    'www-authenticate': `${BEARER}, error="insufficient_scope"${scope}`,
  });
}

/** The problem of an error of the platform; null for any other error. */
function platformProblem(error: unknown): Problem | null {
  if (error instanceof PlatformUnavailable) {
    const retryAfter = String(Math.ceil(error.retryAfterMs / 1_000));
    return new Problem(
      503,
      'SERVICE_UNAVAILABLE',
      error.reason ?? 'The platform behind the gateway is unavailable: try again soon',
      {
        'retry-after': retryAfter,
      },
    );
  }
  if (error instanceof CredentialRefused) {
    return error.lacksAccess
      ? forbidden()
      : unauthenticated('The credentials are not valid', 'invalid_token');
  }
  const isOffered = !(error instanceof NotOffered || error instanceof PlatformAccessRefused);
  return isOffered ? null : new Problem(501, 'NOT_OFFERED', error.message);
}

/** Fastify's own refusals, by its error codes. */
const fastifyProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be JSON: send Content-Type: application/json',
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Problem(
    400,
    'BAD_REQUEST',
    'The length of the body differs from Content-Length',
  ),
};

/** Any error as a problem; an error that is not known to be safe becomes a masked 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) {
    return new Problem(503, 'SERVICE_UNAVAILABLE', 'The store is unavailable: try again soon', RETRY_SOON);
  }
  if (error instanceof TooMuchAtOnce) {
    const message =
      'This client has too many requests under way: send fewer at a time, and send this one again soon';
    return new Problem(429, 'THROTTLED', message, RETRY_SOON);
  }
  if (error instanceof TooManyAttempts) {
    return new Problem(429, 'TOO_MANY_ATTEMPTS', `${error.message}: try again soon`, RETRY_SOON);
  }
  const ofPlatform = platformProblem(error);
  if (ofPlatform) return ofPlatform;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const known = typeof code === 'string' ? fastifyProblems[code] : undefined;
  if (known) return known;
  return new Problem(500, 'INTERNAL_SERVER_ERROR', 'Internal server error');
}
