/** POST /v2/customers. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { takeOneCustomer } from '../http/access/rate-limit.js';
import { scopeOf } from '../http/access/request-scope.js';
import { requireObject } from '../http/json-body.js';
import { registerCustomer } from '../request/register-customer.js';
import {
  decodeRegistration,
  encodeRegistered,
  encodeRegistrationRefusal,
  statusOfRegistrationRefusal,
  type RegistrationRefusal,
} from '../wire/customers/registration.js';
import { registrationSchema } from '../wire/schemas/customer-schemas.js';
import { registrationBodySchema, sourceQuerySchema } from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { idempotencyKeyOf, markReplayed } from './idempotency.js';

/** `POST /v2/customers`: registers a customer, who can then be enrolled. */
export function registerCustomerRoute(door: FastifyInstance): void {
  door.route({
    method: 'POST',
    url: '/v2/customers',
    schema: {
      operationId: 'registerCustomer',
      tags: ['Customers'],
      summary: 'Register a customer',
      description:
        'Stores the identifiers of the customer, and warns about members that it does not store. Identifiers that belong to a customer under another source are added to that customer. A customer under the same source is error 8006, so a repeated call registers no second one; with the same Idempotency-Key it answers as the first time.',
      querystring: sourceQuerySchema,
      body: registrationBodySchema,
      response: { 200: registrationSchema },
    },
    ...needing('customer:write', { takesKey: true, isLocalOnly: true }),
    handler: async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request);
      const { identifiers, ignored } = decodeRegistration(
        requireObject(request.query),
        requireObject(request.body),
      );
      const scope = scopeOf(request);
      takeOneCustomer(scope.quota);
      const outcome = await registerCustomer(scope, identifiers, idempotencyKey);
      if (outcome.status === 'registered') {
        if (outcome.isReplay) markReplayed(reply);
        return encodeRegistered(outcome.customerId, ignored);
      }
      return answerRefusal(reply, outcome.refusal);
    },
  });
}

function answerRefusal(reply: FastifyReply, refusal: RegistrationRefusal): FastifyReply {
  return reply.status(statusOfRegistrationRefusal(refusal)).send(encodeRegistrationRefusal(refusal));
}
