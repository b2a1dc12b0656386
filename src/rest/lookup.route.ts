/** GET /v2/customers/lookup. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { takeOneCustomer } from '../http/access/rate-limit.js';
import { accessNeeded, scopeOf } from '../http/access/request-scope.js';
import { findCustomer } from '../request/find-customer.js';
import { decodeLookup, encodeLookup } from '../wire/lookup.js';
import { lookupSchema } from '../wire/schemas/read-schemas.js';

/** `GET /v2/customers/lookup`: answers 200 also when no customer is found. */
export function lookupRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/customers/lookup',
    schema: { response: { 200: lookupSchema } },
    onRequest: accessNeeded('customer:read'),
    handler: async (request) => {
      const { identifierName, customer } = decodeLookup(requireObject(request.query));
      const { customers, quota } = scopeOf(request);
      takeOneCustomer(quota);
      return encodeLookup(await findCustomer(customers, identifierName, customer));
    },
  });
}
