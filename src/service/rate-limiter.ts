/** Limits how many customers a client may name in a minute. */

import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.js';
import type { Clock } from './ports.js';

/** The limit is for a minute, and an unused one may be spent at once. */
export const RATE_WINDOW_MS = 60_000;
/** Beyond, the client that has been quiet for longest begins anew. */
const MAX_CLIENTS = 10_000;
/** Absorbs the error of floating point before flooring: 99.9999999 is a hundred customers. */
const ROUNDING = 1e-6;

/** The decision of a client's limit about a request. */
export interface Allowance {
  readonly granted: boolean;
  /** How many customers it may name next without waiting. */
  readonly remaining: number;
  /** After how many milliseconds nothing of the limit is used any more. */
  readonly unusedAfterMs: number;
  /** After how many milliseconds the same would be granted; 0 where it was. */
  readonly retryAfterMs: number;
}

/**
 * Limits how many customers a client may name in a minute, in any number of calls. Used capacity comes back evenly
 * (the generic cell rate algorithm): a client that used up its limit waits for as much as it wants next, not for the
 * turn of a minute. Each process counts separately.
 */
export class RateLimiter {
  /** When nothing of a client's limit will be used any more, in milliseconds. */
  readonly #unusedAt = new LRUCache<string, number>({ max: MAX_CLIENTS });

  /** @param perMinute at least as many customers as fit one call, or a full one would never be granted */
  constructor(
    readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /** Takes so many customers off the client's limit, or leaves it as it is where they do not fit. */
  take({ organisation, clientId }: Caller, customers: number): Allowance {
    const client = `${organisation.organisationId} ${clientId}`;
    const now = this.clock.now().getTime();
    const used = Math.max(0, (this.#unusedAt.get(client) ?? now) - now);
    const wanted = used + (customers * RATE_WINDOW_MS) / this.perMinute;
    const granted = wanted <= RATE_WINDOW_MS;
    const unusedAfterMs = granted ? wanted : used;
    if (granted) this.#unusedAt.set(client, now + wanted);
    return {
      granted,
      remaining: Math.floor(((RATE_WINDOW_MS - unusedAfterMs) * this.perMinute) / RATE_WINDOW_MS + ROUNDING),
      unusedAfterMs,
      retryAfterMs: granted ? 0 : Math.ceil(wanted - RATE_WINDOW_MS),
    };
  }
}
