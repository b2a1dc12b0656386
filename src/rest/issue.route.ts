/** POST /v2/promotion/issue. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { scopeOf } from '../http/access/request-scope.js';
import { executeBulkRequest } from '../request/execute-bulk-request.js';
import { decodeIssueRequest, encodeIssueOutcome } from '../wire/issue.js';
import { operationPaths } from '../wire/operation-paths.js';
import { issueResponseSchema } from '../wire/schemas/bulk-response-schema.js';
import { customerQuerySchema, issueBodySchema } from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { answerOutcome, idempotencyKeyOf } from './idempotency.js';

/** `POST /v2/promotion/issue`: enrols or issues for one customer, by the promotion's kind. */
export function issueRoute(door: FastifyInstance): void {
  door.route({
    method: 'POST',
    url: operationPaths.ISSUE,
    schema: {
      operationId: 'issue',
      tags: ['Promotions'],
      summary: 'Enrol one customer, or issue a promotion to it',
      description:
        'Enrols in a promotion of the kind Enrol and Issue, and issues one of the kind Direct Issue.',
      querystring: customerQuerySchema,
      body: issueBodySchema,
      response: { 200: issueResponseSchema },
    },
    ...needing('customer:write', { takesKey: true }),
    handler: async (request, reply) => {
      const issueRequest = decodeIssueRequest(requireObject(request.query), requireObject(request.body));
      const idempotencyKey = idempotencyKeyOf(request);
      const outcome = await executeBulkRequest(scopeOf(request), issueRequest, { idempotencyKey });
      return answerOutcome(reply, outcome, encodeIssueOutcome(outcome));
    },
  });
}
