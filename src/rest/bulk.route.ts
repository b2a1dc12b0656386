/** POST /v2/promotion/bulk/enrolAndEarn and revokeEnrolAndEarn. */

import type { FastifyInstance } from 'fastify';
import type { Operation } from '../domain/bulk-request.js';
import { requireObject } from '../http/json-body.js';
import { accessNeeded, scopeOf } from '../http/access/request-scope.js';
import { executeBulkRequest } from '../request/execute-bulk-request.js';
import { bulkResponseSchema } from '../wire/schemas/bulk-response-schema.js';
import { decodeBulkRequest } from '../wire/bulk-request.js';
import { encodeBulkOutcome } from '../wire/bulk-response.js';
import { operationPaths } from '../wire/operation-paths.js';
import { answerOutcome, idempotencyKeyOf } from './idempotency.js';

/** `POST /v2/promotion/bulk/enrolAndEarn`. */
export function enrolAndEarnRoute(door: FastifyInstance): void {
  bulkRoute(door, 'ENROL_AND_EARN');
}

/** `POST /v2/promotion/bulk/revokeEnrolAndEarn`. */
export function revokeEnrolAndEarnRoute(door: FastifyInstance): void {
  bulkRoute(door, 'REVOKE');
}

/** Answers 200 to every body that is a JSON object, failures included, except for refused idempotency keys. */
function bulkRoute(door: FastifyInstance, operation: Exclude<Operation, 'ISSUE'>): void {
  door.route({
    method: 'POST',
    url: operationPaths[operation],
    schema: { response: { 200: bulkResponseSchema } },
    onRequest: accessNeeded('customer:write'),
    handler: async (request, reply) => {
      const bulkRequest = decodeBulkRequest(operation, requireObject(request.body));
      const idempotencyKey = idempotencyKeyOf(request);
      const outcome = await executeBulkRequest(scopeOf(request), bulkRequest, { idempotencyKey });
      return answerOutcome(reply, outcome, encodeBulkOutcome(bulkRequest, outcome));
    },
  });
}
