/** Takes a request's customers off its client's rate limit. */

import { MAX_CUSTOMERS } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors/errors.js';
import type { Caller } from '../service/caller.js';
import type { Allowance, RateLimiter } from '../service/rate-limiter.js';

/** What one request takes off its client's rate limit; where there is no limit, it may have everything. */
export class Quota {
  #latest: Allowance | null = null;
  #grantedAny = false;

  constructor(
    private readonly limiter: RateLimiter | null,
    private readonly caller: Caller,
    private readonly onRefusal: () => void,
  ) {}

  /** The customers that the client may name in a minute; null without a limit. */
  get perMinute(): number | null {
    return this.limiter?.perMinute ?? null;
  }

  /** Takes so many customers, but never more than fit one call. @returns why not, or null */
  take(customers: number): Refusal | null {
    if (!this.limiter) return null;
    const allowance = this.limiter.take(this.caller, Math.min(Math.max(customers, 1), MAX_CUSTOMERS));
    this.#latest = allowance;
    if (!allowance.granted) {
      this.onRefusal();
      return { fault: 'THROTTLED', retryAfterMs: allowance.retryAfterMs };
    }
    this.#grantedAny = true;
    return null;
  }

  /** The limit and the rest of it for a request that took from it; null for other requests. */
  get standing(): QuotaStanding | null {
    if (!this.limiter || !this.#latest) return null;
    const { remaining, unusedAfterMs, retryAfterMs } = this.#latest;
    return {
      perMinute: this.limiter.perMinute,
      remaining,
      unusedAfterMs,
      // A request that did something must not be sent again as a whole.
      retryAfterMs: this.#grantedAny ? null : retryAfterMs,
    };
  }
}

export interface QuotaStanding {
  readonly perMinute: number;
  readonly remaining: number;
  readonly unusedAfterMs: number;
  /** Null unless the request was refused as a whole. */
  readonly retryAfterMs: number | null;
}
