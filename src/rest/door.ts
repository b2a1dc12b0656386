/** The routes of the REST door, and the form of its errors. */

import type { FastifyInstance } from 'fastify';
import { JSON_TYPE, requireAcceptable } from '../http/acceptable.js';
import { requireCaller, type DoorSources } from '../http/access/request-scope.js';
import { answerErrors } from '../http/server.js';
import type { Problem } from '../http/problem.js';
import type { ResponseExtensions } from '../request/response-extensions.js';
import { bulkRoutes, type BulkOptions } from './bulk.route.js';
import { customerDetailsRoutes } from './customer-details.route.js';
import { issueRoute } from './issue.route.js';
import { generateTokenRoute } from './generate-token.route.js';
import { lookupRoute } from './lookup.route.js';
import { programsRoute } from './programs.route.js';
import { promotionDataRoute } from './promotion-data.route.js';
import { promotionListRoutes } from './promotion-lists.route.js';
import { promotionRoute } from './promotion.route.js';
import { registerCustomerRoute } from './register-customer.route.js';

/** The code that the platform documents for a refusal by access group; other problems have their HTTP status. */
const ACCESS_GROUP_REFUSAL = 4000;

/** The REST door: the routes of the platform that older clients call. */
export async function openRestDoor(
  server: FastifyInstance,
  sources: DoorSources,
  options: BulkOptions,
): Promise<void> {
  await server.register(async (door) => {
    answerErrors(door, problemBody);
    requireCaller(door, sources);
    requireAcceptable(door, [JSON_TYPE]);
    door.addHook('onSend', async ({ scope }, reply) => {
      if (scope) reply.headers(extensionHeaders(scope.responseExtensions));
    });
    documentRequestsOnly(door);
    bulkRoutes(door, options);
    issueRoute(door);
    lookupRoute(door);
    promotionDataRoute(door);
    programsRoute(door);
    promotionRoute(door);
    promotionListRoutes(door);
    customerDetailsRoutes(door);
    registerCustomerRoute(door);
  });
  await server.register(async (door) => {
    answerErrors(door, ({ status, message }) => ({ data: null, errors: [{ code: status, message }] }));
    requireAcceptable(door, [JSON_TYPE]);
    documentRequestsOnly(door);
    generateTokenRoute(door, sources);
  });
}

/** Sends the platform's request ids, and whether an answer is stale. */
function extensionHeaders({ upstreamRequestIds, isStale }: ResponseExtensions): Record<string, string> {
  return {
    ...(upstreamRequestIds.size > 0 && { 'x-upstream-requestid': [...upstreamRequestIds].join(', ') }),
    ...(isStale && { 'x-upstream-stale': 'true' }),
  };
}

function problemBody({ status, message }: Problem): unknown {
  const code = status === 403 ? ACCESS_GROUP_REFUSAL : status;
  return { errors: [{ status: false, code, message }], warnings: [] };
}

/** The schemas of requests are for the OpenAPI document. The rules refuse what breaks them, in the words of the platform. */
function documentRequestsOnly(door: FastifyInstance): void {
  door.setValidatorCompiler(() => () => true);
}
