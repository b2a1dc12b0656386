import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    logRequest(request, reply);
  });
}

/** One line a request: never a query string, a body or a header, for these carry phone numbers and secrets. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { caller, remarks } = request.scope ?? {};
  const upstreamRequestIds = [...(remarks?.upstreamRequestIds ?? [])];
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(caller && { organisationId: caller.organisation.organisationId, clientId: caller.clientId }),
      ...(upstreamRequestIds.length > 0 && { upstreamRequestIds }),
    },
    'request',
  );
}
