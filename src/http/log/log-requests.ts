/** Logs one line for each request. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withoutPersonalData } from '../../domain/personal-data.js';
import type { LogRecord } from '../../request/log-record.js';
import type { ResponseExtensions } from '../../request/response-extensions.js';
import type { Caller } from '../../service/caller.js';
import { RequestPeer } from '../connections/peer.js';
import { appOf, callerRequestIdOf, operationNameOf } from './caller-words.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request as a whole was refused; absent from a request that the framework refuses itself. */
    refusedFor?: string | null;
  }
}

export function logRequests(server: FastifyInstance): void {
  server.decorateRequest('refusedFor', null);
  server.addHook('onResponse', async (request, reply) => {
    logRequest(request, reply);
  });
}

/**
 * Logs one line a request, except in a flood of outsiders. It has no query string, body or header, which carry personal
 * data, but for the caller's id of the request, and the names of its app and its operation.
 */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { caller, responseExtensions, log } = request.scope ?? {};
  logAnswer(request, { status: reply.statusCode, ms: reply.elapsedTime, caller, responseExtensions, log });
}

/** The result of a request. */
interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly caller?: Caller | undefined;
  readonly responseExtensions?: ResponseExtensions | undefined;
  readonly log?: LogRecord | undefined;
}

const UNAUTHENTICATED = 401;

/** The same line for a connection that left the HTTP server, when the connection ends. */
export function logAnswer(
  request: FastifyRequest,
  { status, ms, caller, responseExtensions, log }: Answer,
): void {
  if (!caller && !request.server.outsiderLog.admits(status)) return;
  const callerRequestId = callerRequestIdOf(request.headers['x-request-id']);
  const app = appOf(request.headers);
  const upstreamRequestIds = [...(responseExtensions?.upstreamRequestIds ?? [])];
  const reason = log?.reason ?? request.refusedFor ?? null;
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(caller && { organisationId: caller.organisation.organisationId, clientId: caller.clientId }),
      ...(status === UNAUTHENTICATED && { address: new RequestPeer(request).address }),
      ...(app !== undefined && { app }),
      ...(log?.operation && { operation: operationNameOf(log.operation) }),
      ...(log?.results.size && { results: Object.fromEntries(log.results) }),
      ...(reason !== null && { reason: withoutPersonalData(reason) }),
      ...(callerRequestId !== undefined && { callerRequestId }),
      ...(upstreamRequestIds.length > 0 && { upstreamRequestIds }),
      ...(log?.refusals.size && { refused: [...log.refusals] }),
    },
    'request',
  );
}
