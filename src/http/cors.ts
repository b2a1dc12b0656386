import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** How long a browser may remember what it was allowed, in seconds. */
const MAX_AGE = 600;

/** What a page may send besides what every page may. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-cap-api-oauth-token',
  'idempotency-key',
  'x-graphql-event-stream-token',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
];

/** What a page may read besides what every page may. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'x-cap-requestid',
  'idempotency-replayed',
  'ratelimit-policy',
  'ratelimit',
  'retry-after',
];

/**
 * Lets pages of these origins call every route, with credentials that their scripts send themselves: a browser
 * never adds any of its own. Preflights are answered before anybody is asked for credentials, which they cannot have.
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await server.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE,
  });
}
