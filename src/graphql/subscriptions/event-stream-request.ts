/** Requests as graphql-sse reads them, and its refusals with codes. */

import type { FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Handler } from 'graphql-sse';

/** A request as graphql-sse reads it. */
export function asRequest(request: FastifyRequest): Parameters<Handler<FastifyRequest>>[0] {
  return {
    method: request.method,
    url: withQuery(request.url),
    headers: { get: (name) => request.headers[name.toLowerCase()]?.toString() },
    body: bodyWithQuery(request.body),
    raw: request,
    context: undefined,
  };
}

/** Fills in the query of a request by id, which graphql-sse would refuse without a code. */
function bodyWithQuery(body: unknown): Record<string, unknown> | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const parameters = body as Record<string, unknown>;
  return (parameters.query ?? null) === null ? { ...parameters, query: '' } : parameters;
}

/** graphql-sse's own errors have no code; all of them concern the request. */
export function withCodes(body: string, status: number): string {
  const code = status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST';
  const { errors } = JSON.parse(body) as Pick<ExecutionResult, 'errors'>;
  return JSON.stringify({
    errors: errors?.map(({ message, extensions }) => ({
      message,
      extensions: { code, ...extensions },
    })),
  });
}

function withQuery(url: string): string {
  const [path = '', search = ''] = url.split('?');
  return new URLSearchParams(search).has('query') ? url : `${path}?query=&${search}`;
}
