import type { LightMyRequestResponse } from 'fastify';
import type { TestGateway } from './gateway.js';
import type { TestOrganisation } from './organisation.js';

/** The part of a GraphQL request that names a document by its id. */
export function byId(sha256Hash: unknown): { extensions: unknown } {
  return { extensions: { persistedQuery: { version: 1, sha256Hash } } };
}

/** Sends a GraphQL request by GET, as clients do that want it cached; with the header that distinguishes it from a foreign page's. */
export function sendByGet(
  gateway: TestGateway,
  { authorization }: TestOrganisation,
  body: object,
  headers: Record<string, string> = { 'apollo-require-preflight': 'true' },
): Promise<LightMyRequestResponse> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return gateway.app.server.inject({
    method: 'GET',
    url: `/graphql?${search.toString()}`,
    headers: { authorization, ...headers },
  });
}
