/** Turns a failure of the platform into the refusal of what needed it. */

import type { Refusal } from '../domain/errors/errors.js';
import { PlatformAccessRefused, PlatformUnavailable } from './ports.js';

/** When to retry after the platform refused the gateway's own credential, which an operator has to change. */
export const CREDENTIAL_RETRY_MS = 60_000;

/** The failures of the platform that are not the caller's. */
export type PlatformFailure = PlatformUnavailable | PlatformAccessRefused;

export function isUnavailable(error: unknown): error is PlatformFailure {
  return error instanceof PlatformUnavailable || error instanceof PlatformAccessRefused;
}

/** The refusal of a call, or of a customer, for whom nothing was sent because of a failure. */
export function refusalOfFailure(failure: PlatformFailure): Refusal {
  const isAccess = failure instanceof PlatformAccessRefused;
  const reason = isAccess ? failure.message : failure.reason;
  return {
    fault: 'UPSTREAM_UNAVAILABLE',
    retryAfterMs: isAccess ? CREDENTIAL_RETRY_MS : failure.retryAfterMs,
    ...(reason !== null && { reported: { restCode: null, message: `${reason}; nothing was done` } }),
  };
}
