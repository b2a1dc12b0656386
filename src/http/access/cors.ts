/** CORS: which pages of other origins may call. */

import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { ATTRIBUTION_HEADERS } from '../../request/forwarded-headers.js';

/** How long a browser may cache a preflight, in seconds. */
const MAX_AGE = 600;

/** Request headers that a page may send: those that the gateway reads, and those that tracing adds. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-cap-api-oauth-token',
  ...ATTRIBUTION_HEADERS,
  'x-request-id',
  'idempotency-key',
  'x-graphql-event-stream-token',
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
];

/** Response headers that a page may read. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'x-cap-requestid',
  'idempotency-replayed',
  'ratelimit-policy',
  'ratelimit',
  'retry-after',
  'www-authenticate',
  'allow',
  'x-upstream-requestid',
  'x-upstream-stale',
];

/**
 * Lets pages of these origins call every route, with credentials that their scripts send themselves: a browser
 * never adds any of its own. Preflights are answered before anybody is asked for credentials, which they cannot have.
 */
export async function allowOrigins(
  server: FastifyInstance,
  origins: readonly string[],
  furtherHeaders: readonly string[],
): Promise<void> {
  if (origins.length === 0) return;
  await server.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [...ALLOWED_HEADERS, ...furtherHeaders],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE,
  });
}
