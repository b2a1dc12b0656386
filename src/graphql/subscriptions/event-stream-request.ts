/** Requests as graphql-sse reads them, and its refusals with codes. */

import type { FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Handler } from 'graphql-sse';
import { preferredType } from '../../http/acceptable.js';
import { Problem } from '../../http/problem.js';
import type { DocumentIds } from './subscription-document.js';

export const STREAM_TOKEN = 'x-graphql-event-stream-token';

const EVENT_STREAM = 'text/event-stream';
const ANY = '*/*';

/**
 * A request as graphql-sse reads it.
 * @throws Problem 404 or 406 where its Accept header allows no answer
 */
export function asRequest(request: FastifyRequest): Parameters<Handler<FastifyRequest>>[0] {
  const accept = acceptOf(request);
  return {
    method: request.method,
    url: withQuery(request.url),
    headers: { get: (name) => (name === 'accept' ? accept : request.headers[name]?.toString()) },
    body: bodyWithQuery(request.body),
    raw: request,
    context: undefined,
  };
}

/** The Accept header in one of the forms that graphql-sse compares by their text. */
function acceptOf({ method, headers }: FastifyRequest): string {
  const { accept = ANY, [STREAM_TOKEN]: token } = headers;
  if (method === 'PUT') {
    if (preferredType(accept, ['text/plain'])) return ANY;
    const message = 'The token of a stream is text: send Accept: text/plain';
    throw new Problem(406, 'NOT_ACCEPTABLE', message);
  }
  if (token === undefined) {
    if (method !== 'DELETE' && preferredType(accept, [EVENT_STREAM])) return EVENT_STREAM;
    throw new Problem(404, 'NOT_FOUND', NO_STREAM);
  }
  // A client that names its stream by POST adds a subscription to it, unless it asks for the stream itself.
  const types = method === 'GET' ? [EVENT_STREAM] : ['application/json', EVENT_STREAM];
  return preferredType(accept, types) === EVENT_STREAM ? EVENT_STREAM : ANY;
}

const NO_STREAM =
  'There is no stream without Accept: text/event-stream. In single connection mode, reserve a stream with PUT and name it in the header X-GraphQL-Event-Stream-Token';

/** Fills in the query of a request by id, which graphql-sse would refuse without a code. */
function bodyWithQuery(body: unknown): Record<string, unknown> | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const parameters = body as Record<string, unknown>;
  return (parameters.query ?? null) === null ? { ...parameters, query: '' } : parameters;
}

/** The ids of a document in a request, which graphql-sse does not pass on. */
export function documentIdsIn({ method, query, body }: FastifyRequest): DocumentIds {
  const { documentId, doc_id, id } = ((method === 'GET' ? query : body) ?? {}) as DocumentIds;
  return { documentId, doc_id, id };
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
