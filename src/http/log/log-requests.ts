/** Logs one line for each request. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseExtensions } from '../../request/response-extensions.js';
import type { Caller } from '../../service/caller.js';

export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    logRequest(request, reply);
  });
}

/** One line a request, but for a flood of outsiders: never a query string, a body or a header, for these carry phone numbers and secrets. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { caller, remarks } = request.scope ?? {};
  logAnswer(request, { status: reply.statusCode, ms: reply.elapsedTime, caller, remarks });
}

/** What became of a request. */
interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly caller?: Caller | undefined;
  readonly remarks?: ResponseExtensions | undefined;
}

/** The same line, of a connection that was taken out of the hands of the server: when it ends. */
export function logAnswer(request: FastifyRequest, { status, ms, caller, remarks }: Answer): void {
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
    },
    'request',
  );
}
