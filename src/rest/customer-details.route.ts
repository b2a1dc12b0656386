/** GET /v2/customers/lookup/customerDetails and GET /v2/customers/{customerId}. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { takeOneCustomer } from '../http/access/rate-limit.js';
import { scopeOf } from '../http/access/request-scope.js';
import { requireObject } from '../http/json-body.js';
import { encodeCustomerDetails, type CustomerDetails } from '../wire/customers/customer-details.js';
import { decodeLookup, encodeLookupFailure, type LookupFailure, type NamedLookup } from '../wire/lookup.js';
import { customerDetailsSchema } from '../wire/schemas/customer-schemas.js';
import {
  customerParamsSchema,
  customerQuerySchema,
  sourceQuerySchema,
} from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';

const DESCRIPTION =
  'The identifiers of the customer by source. The gateway stores neither names nor channels.';

/** A customer by an identifier, and by its id: both answer 200 also when no customer is found. */
export function customerDetailsRoutes(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/customers/lookup/customerDetails',
    schema: {
      operationId: 'readCustomerDetails',
      tags: ['Customers'],
      summary: 'Read a customer by an identifier',
      description: DESCRIPTION,
      querystring: customerQuerySchema,
      response: { 200: customerDetailsSchema },
    },
    ...needing('customer:read', { isLocalOnly: true }),
    handler: async (request) => answerDetails(request, decodeLookup(requireObject(request.query))),
  });
  door.route<{ Params: { readonly customerId: string } }>({
    method: 'GET',
    url: '/v2/customers/:customerId',
    schema: {
      operationId: 'readCustomer',
      tags: ['Customers'],
      summary: 'Read a customer by its id',
      description: DESCRIPTION,
      params: customerParamsSchema,
      querystring: sourceQuerySchema,
      response: { 200: customerDetailsSchema },
    },
    ...needing('customer:read', { isLocalOnly: true }),
    handler: async (request) => {
      const { source = 'ALL' } = requireObject(request.query);
      const identifierValue = request.params.customerId;
      return answerDetails(request, decodeLookup({ identifierName: 'id', identifierValue, source }));
    },
  });
}

async function answerDetails(
  request: FastifyRequest,
  { identifierName, customer }: NamedLookup,
): Promise<CustomerDetails | LookupFailure> {
  const { caller, customers, quota, register } = scopeOf(request);
  takeOneCustomer(quota);
  register.requireOffered();
  const lookup = await customers.lookUp(identifierName, customer);
  if (lookup.status === 'refused') return encodeLookupFailure(lookup);
  const { organisationId } = caller.organisation;
  const identifiers = await register.identifiersOf(organisationId, lookup.customerId);
  return encodeCustomerDetails(lookup.customerId, identifiers);
}
