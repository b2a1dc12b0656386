/** Logs one line for each request. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseExtensions } from '../../request/response-extensions.js';
import type { Caller } from '../../service/caller.js';

export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    logRequest(request, reply);
  });
}

/** Logs one line a request, except in a flood of outsiders. It never has a query string, a body or a header, which carry personal data. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { caller, remarks, refusals } = request.scope ?? {};
  logAnswer(request, { status: reply.statusCode, ms: reply.elapsedTime, caller, remarks, refusals });
}

/** The result of a request. */
interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly caller?: Caller | undefined;
  readonly remarks?: ResponseExtensions | undefined;
  /** The codes of what was refused, which may be a part of an answer with status 200. */
  readonly refusals?: ReadonlySet<string> | undefined;
}

/** The same line for a connection that left the HTTP server, when the connection ends. */
export function logAnswer(request: FastifyRequest, { status, ms, caller, remarks, refusals }: Answer): void {
  if (!caller && !request.server.outsiderLog.admits(status)) return;
  const upstreamRequestIds = [...(remarks?.upstreamRequestIds ?? [])];
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(caller && { organisationId: caller.organisation.organisationId, clientId: caller.clientId }),
      ...(upstreamRequestIds.length > 0 && { upstreamRequestIds }),
      ...(refusals?.size && { refused: [...refusals] }),
    },
    'request',
  );
}
