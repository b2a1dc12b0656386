/** Logs one line for each request. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseExtensions } from '../../request/response-extensions.js';
import type { Caller } from '../../service/caller.js';
import { callerRequestIdOf } from './caller-request-id.js';

export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    logRequest(request, reply);
  });
}

/** Logs one line a request, except in a flood of outsiders. It has no query string, body or header, which carry personal data, but for the caller's id of the request. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { caller, responseExtensions, refusals } = request.scope ?? {};
  logAnswer(request, {
    status: reply.statusCode,
    ms: reply.elapsedTime,
    caller,
    responseExtensions,
    refusals,
  });
}

/** The result of a request. */
interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly caller?: Caller | undefined;
  readonly responseExtensions?: ResponseExtensions | undefined;
  /** The codes of what was refused, which may be a part of an answer with status 200. */
  readonly refusals?: ReadonlySet<string> | undefined;
}

/** The same line for a connection that left the HTTP server, when the connection ends. */
export function logAnswer(
  request: FastifyRequest,
  { status, ms, caller, responseExtensions, refusals }: Answer,
): void {
  if (!caller && !request.server.outsiderLog.admits(status)) return;
  const callerRequestId = callerRequestIdOf(request.headers['x-request-id']);
  const upstreamRequestIds = [...(responseExtensions?.upstreamRequestIds ?? [])];
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(caller && { organisationId: caller.organisation.organisationId, clientId: caller.clientId }),
      ...(callerRequestId !== undefined && { callerRequestId }),
      ...(upstreamRequestIds.length > 0 && { upstreamRequestIds }),
      ...(refusals?.size && { refused: [...refusals] }),
    },
    'request',
  );
}
