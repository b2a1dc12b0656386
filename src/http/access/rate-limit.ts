/** Rate-limit headers, and 429. */

import type { FastifyInstance } from 'fastify';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { Quota } from '../../request/quota.js';
import { RATE_WINDOW_MS } from '../../service/rate-limiter.js';
import { Problem } from '../problem.js';

/** The policy's name says that `q` and `r` count customers, not requests. */
const POLICY = '"customers"';

/** Sends the rate-limit headers to every request that took from the limit (draft-ietf-httpapi-ratelimit-headers). */
export function sendRateLimitHeaders(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    const standing = request.scope?.quota.standing;
    if (!standing) return;
    const { perMinute, remaining, unusedAfterMs, retryAfterMs } = standing;
    reply.header('ratelimit-policy', `${POLICY};q=${perMinute};w=${RATE_WINDOW_MS / 1000}`);
    reply.header('ratelimit', `${POLICY};r=${remaining};t=${seconds(unusedAfterMs)}`);
    if (retryAfterMs !== null) reply.header('retry-after', seconds(retryAfterMs));
  });
}

/**
 * Takes the customer that a request wants to read off its client's rate limit.
 * @throws Problem 429
 */
export function takeOneCustomer(quota: Quota): void {
  takeCustomers(quota, 1);
}

/**
 * Takes the customers that a request wants to read off its client's rate limit, all or none of them.
 * @throws Problem 429
 */
export function takeCustomers(quota: Quota, count: number): void {
  if (count > 0 && quota.take(count)) throw new Problem(429, 'THROTTLED', catalogue.THROTTLED.message);
}

function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
