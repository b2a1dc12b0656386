/** GET /v2/customers/lookup. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { takeOneCustomer } from '../http/access/rate-limit.js';
import { scopeOf } from '../http/access/request-scope.js';
import { decodeLookup, encodeLookup } from '../wire/lookup.js';
import { lookupSchema } from '../wire/schemas/read-schemas.js';
import { customerQuerySchema } from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';

/** `GET /v2/customers/lookup`: answers 200 also when no customer is found. */
export function lookupRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/customers/lookup',
    schema: {
      operationId: 'lookUpCustomer',
      tags: ['Customers'],
      summary: 'Find the id of a customer',
      description: 'Answers 200 with an error such as 8015 when no customer is found.',
      querystring: customerQuerySchema,
      response: { 200: lookupSchema },
    },
    ...needing('customer:read'),
    handler: async (request) => {
      const { identifierName, customer } = decodeLookup(requireObject(request.query));
      const { customers, quota } = scopeOf(request);
      takeOneCustomer(quota);
      return encodeLookup(await customers.lookUp(identifierName, customer));
    },
  });
}
