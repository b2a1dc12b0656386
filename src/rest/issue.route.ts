/** POST /v2/promotion/issue. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { accessNeeded, scopeOf } from '../http/access/request-scope.js';
import { executeBulkRequest } from '../request/execute-bulk-request.js';
import { decodeIssueRequest, encodeIssueOutcome } from '../wire/issue.js';
import { operationPaths } from '../wire/operation-paths.js';
import { issueResponseSchema } from '../wire/schemas/bulk-response-schema.js';
import { answerOutcome, idempotencyKeyOf } from './idempotency.js';

/** `POST /v2/promotion/issue`: enrols or issues for one customer, by the promotion's kind. */
export function issueRoute(door: FastifyInstance): void {
  door.route({
    method: 'POST',
    url: operationPaths.ISSUE,
    schema: { response: { 200: issueResponseSchema } },
    onRequest: accessNeeded('customer:write'),
    handler: async (request, reply) => {
      const issueRequest = decodeIssueRequest(requireObject(request.query), requireObject(request.body));
      const idempotencyKey = idempotencyKeyOf(request);
      const outcome = await executeBulkRequest(scopeOf(request), issueRequest, { idempotencyKey });
      return answerOutcome(reply, outcome, encodeIssueOutcome(outcome));
    },
  });
}
