import type { FastifyInstance } from 'fastify';
import { wantedHistories } from '../domain/history-filter.js';
import { requireObject } from '../http/json-body.js';
import { takeOneCustomer } from '../http/rate-limit.js';
import { Problem } from '../http/problem.js';
import { needs, scopeOf } from '../http/request-scope.js';
import { findCustomer } from '../request/find-customer.js';
import type { Json } from '../wire/json.js';
import { decodeLookup, encodeLookupFailure } from '../wire/lookup.js';
import { promotionDataSchema } from '../wire/read-schemas.js';
import {
  decodePromotionDataQuery,
  UnreadableQuery,
  type PromotionDataQuery,
} from '../wire/promotion-data-query.js';
import { encodePromotionData } from '../wire/promotion-data.js';

/** `GET /v2/customers/lookup/promotionData`: what promotions are to one customer, and what it has in them. */
export function promotionDataRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/customers/lookup/promotionData',
    schema: { response: { 200: promotionDataSchema } },
    onRequest: needs('customer:read'),
    handler: async (request) => {
      const query = requireObject(request.query);
      const wanted = readQuery(query);
      const { identifierName, customer } = decodeLookup(query);
      const { customers, quota, reads } = scopeOf(request);
      takeOneCustomer(quota);
      const lookup = await findCustomer(customers, identifierName, customer);
      if (lookup.status === 'refused') return encodeLookupFailure(lookup);
      const histories = await reads.histories.load(lookup.customerId);
      const chosen = [...wantedHistories(histories, wanted.filter, reads.moment())];
      return encodePromotionData(lookup.customerId, chosen, wanted);
    },
  });
}

/** @throws Problem 400 */
function readQuery(query: Json): PromotionDataQuery {
  try {
    return decodePromotionDataQuery(query);
  } catch (error) {
    if (error instanceof UnreadableQuery) throw new Problem(400, 'BAD_REQUEST', error.message);
    throw error;
  }
}
