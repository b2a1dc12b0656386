/** The bulk operations, POST /v2/promotion/bulk/…: enrolAndEarn, revokeEnrolAndEarn, directEarn and revokeDirectEarn. */

import type { FastifyInstance } from 'fastify';
import type { BulkRequest, Operation } from '../domain/bulk-request.js';
import { parseIdentifierName } from '../domain/customer.js';
import { highestPriority, type Refusal } from '../domain/errors/errors.js';
import { refuseRequest } from '../domain/rules.js';
import { scopeOf } from '../http/access/request-scope.js';
import { requireObject } from '../http/json-body.js';
import { executeBulkRequest } from '../request/execute-bulk-request.js';
import { decodeBulkRequest } from '../wire/bulk-request.js';
import { encodeBulkOutcome } from '../wire/bulk-response.js';
import { operationPaths } from '../wire/operation-paths.js';
import { bulkResponseSchema } from '../wire/schemas/bulk-response-schema.js';
import {
  directEarnBodySchema,
  enrolAndEarnBodySchema,
  revokeBodySchema,
  revokeDirectEarnBodySchema,
} from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { answerOutcome, idempotencyKeyOf } from './idempotency.js';

/** Options of the bulk operations. */
export interface BulkOptions {
  /** Whether they take externalId, which the platform documents only for other operations. */
  readonly takesExternalId: boolean;
}

interface BulkRoute {
  readonly operation: Exclude<Operation, 'ISSUE'>;
  readonly url: string;
  /** The action of a route whose body has none. */
  readonly action: 'EARN' | 'REVOKE_EARN' | null;
  readonly schema: {
    readonly operationId: string;
    readonly summary: string;
    readonly description: string;
    readonly body: object;
  };
}

const ONE_ITEM =
  'Item i of the response belongs to customer i; a cause that concerns the whole call is one single item.';

const routes: readonly BulkRoute[] = [
  {
    operation: 'ENROL_AND_EARN',
    url: operationPaths.ENROL_AND_EARN,
    action: null,
    schema: {
      operationId: 'enrolAndEarn',
      summary: 'Enrol customers, or issue a promotion to them',
      description: ONE_ITEM,
      body: enrolAndEarnBodySchema,
    },
  },
  {
    operation: 'REVOKE',
    url: operationPaths.REVOKE,
    action: null,
    schema: {
      operationId: 'revokeEnrolAndEarn',
      summary: 'Revoke enrolments or earnings',
      description: ONE_ITEM,
      body: revokeBodySchema,
    },
  },
  {
    operation: 'ENROL_AND_EARN',
    url: '/v2/promotion/bulk/directEarn',
    action: 'EARN',
    schema: {
      operationId: 'directEarn',
      summary: 'Issue a promotion to customers',
      description: `The older form of enrolAndEarn with the action EARN. ${ONE_ITEM}`,
      body: directEarnBodySchema,
    },
  },
  {
    operation: 'REVOKE',
    url: '/v2/promotion/bulk/revokeDirectEarn',
    action: 'REVOKE_EARN',
    schema: {
      operationId: 'revokeDirectEarn',
      summary: 'Revoke earnings',
      description: `The older form of revokeEnrolAndEarn with the action REVOKE_EARN. ${ONE_ITEM}`,
      body: revokeDirectEarnBodySchema,
    },
  },
];

/** The bulk operations: 200 for every body that is a JSON object, failures included, except for refused idempotency keys. */
export function bulkRoutes(door: FastifyInstance, { takesExternalId }: BulkOptions): void {
  for (const { operation, url, action, schema } of routes) {
    door.route({
      method: 'POST',
      url,
      schema: { ...schema, tags: ['Promotions'], response: { 200: bulkResponseSchema } },
      ...needing('customer:write', { takesKey: true }),
      handler: async (request, reply) => {
        const body = requireObject(request.body);
        const bulkRequest = decodeBulkRequest(operation, action ? { ...body, bulkAction: action } : body);
        const idempotencyKey = idempotencyKeyOf(request);
        const refusal = takesExternalId ? null : refuseExternalId(bulkRequest);
        const outcome = await executeBulkRequest(scopeOf(request), bulkRequest, { idempotencyKey, refusal });
        return answerOutcome(reply, outcome, encodeBulkOutcome(bulkRequest, outcome));
      },
    });
  }
}

/** Refuses externalId as the platform does, after the rules that come before it. */
function refuseExternalId(request: BulkRequest): Refusal | null {
  if (parseIdentifierName(request.identifierName) !== 'EXTERNAL_ID') return null;
  const refusal: Refusal = { fault: 'UNKNOWN_IDENTIFIER_NAME', field: ['identifierName'] };
  const other = refuseRequest(request);
  return highestPriority(other ? [other, refusal] : [refusal]);
}
