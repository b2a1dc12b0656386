/** GET /v2/customers/lookup/promotionData. */

import type { FastifyInstance } from 'fastify';
import { wantedHistories } from '../domain/history-filter.js';
import type { History } from '../domain/history.js';
import { requireObject } from '../http/json-body.js';
import { takeOneCustomer } from '../http/access/rate-limit.js';
import { scopeOf } from '../http/access/request-scope.js';
import type { Reads } from '../request/reads.js';
import { decodeLookup, encodeLookupFailure } from '../wire/lookup.js';
import { promotionDataSchema } from '../wire/schemas/read-schemas.js';
import { decodePromotionDataQuery } from '../wire/promotions/promotion-data-query.js';
import { promotionDataQuerySchema } from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { readQuery } from './read-query.js';
import { encodePromotionData, MAX_RECORDS, type ListedHistory } from '../wire/promotions/promotion-data.js';

/** `GET /v2/customers/lookup/promotionData`: a customer's promotions, with its enrolments and earnings. */
export function promotionDataRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/customers/lookup/promotionData',
    schema: {
      operationId: 'readPromotionData',
      tags: ['Customers'],
      summary: "Read a customer's promotions",
      description:
        'The promotions that are live, and those in which the customer was enrolled. Here enrollmentId is the issualId of the write operations, and issualId the earnedId.',
      querystring: promotionDataQuerySchema,
      response: { 200: promotionDataSchema },
    },
    ...needing('customer:read'),
    handler: async (request) => {
      const query = requireObject(request.query);
      const wanted = readQuery(() => decodePromotionDataQuery(query));
      const { identifierName, customer } = decodeLookup(query);
      const { customers, quota, reads } = scopeOf(request);
      takeOneCustomer(quota);
      const lookup = await customers.lookUp(identifierName, customer);
      if (lookup.status === 'refused') return encodeLookupFailure(lookup);
      const histories = await reads.histories.load(lookup.customerId);
      const chosen = [...wantedHistories(histories, wanted.filter, reads.moment())];
      const { limit, offset } = wanted;
      const page = chosen.slice(offset, offset + limit);
      return encodePromotionData(lookup.customerId, await withLatest(reads, lookup.customerId, page), {
        limit,
        offset,
        total: chosen.length,
      });
    },
  });
}

/** Adds the customer's latest enrolments and earnings to the histories. */
async function withLatest(
  reads: Reads,
  customerId: string,
  histories: readonly History[],
): Promise<ListedHistory[]> {
  const begun = histories.filter(({ standing }) => standing.enrolmentsMade > 0);
  const promotionIds = begun.map(({ promotion }) => promotion.promotionId);
  const latest = promotionIds.length > 0 ? await reads.latest(customerId, promotionIds, MAX_RECORDS) : [];
  const latestIn = new Map(begun.map((history, i) => [history, latest[i]]));
  return histories.map((history) => ({ enrolments: [], isCut: false, ...latestIn.get(history), history }));
}
