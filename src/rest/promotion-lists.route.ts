/** The lists of promotions: of the organisation, and of a program. */

import type { FastifyInstance } from 'fastify';
import { scopeOf } from '../http/access/request-scope.js';
import { requireObject } from '../http/json-body.js';
import type { Reads } from '../request/reads.js';
import {
  encodePromotionList,
  encodePromotionsRefusal,
  type PromotionsAnswer,
  type PromotionsRefusal,
} from '../wire/promotions/promotion-details.js';
import {
  decodeProgramPromotionsQuery,
  decodePromotionListQuery,
  type PromotionListQuery,
} from '../wire/promotions/promotion-list-query.js';
import { promotionsSchema } from '../wire/schemas/read-schemas.js';
import {
  programParamsSchema,
  programPromotionsQuerySchema,
  promotionListQuerySchema,
} from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { readQuery } from './read-query.js';

/** `GET /api_gateway/loyalty/v1/programs/promotions/list` and `…/programs/{programId}/promotionsV2`. */
export function promotionListRoutes(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/api_gateway/loyalty/v1/programs/promotions/list',
    schema: {
      operationId: 'listPromotions',
      tags: ['Promotions'],
      summary: 'List all promotions of the organisation',
      description: 'Promotions in the order of their ids, active or not.',
      querystring: promotionListQuerySchema,
      response: { 200: promotionsSchema },
    },
    ...needing('promotion:read', { isLocalOnly: true }),
    handler: async (request) => {
      const query = readQuery(() => decodePromotionListQuery(requireObject(request.query)));
      return answerList(scopeOf(request).reads, query);
    },
  });
  door.route<{ Params: { readonly programId: string } }>({
    method: 'GET',
    url: '/api_gateway/loyalty/v1/programs/:programId/promotionsV2',
    schema: {
      operationId: 'listPromotionsOfProgram',
      tags: ['Promotions'],
      summary: 'List the promotions of a program',
      description:
        'Active promotions in the order of their ids, and inactive ones if the query asks for them.',
      params: programParamsSchema,
      querystring: programPromotionsQuerySchema,
      response: { 200: promotionsSchema },
    },
    ...needing('promotion:read', { isLocalOnly: true }),
    handler: async (request) => {
      const { programId } = request.params;
      const query = readQuery(() => decodeProgramPromotionsQuery(programId, requireObject(request.query)));
      return answerList(scopeOf(request).reads, query);
    },
  });
}

async function answerList(
  reads: Reads,
  query: PromotionListQuery | PromotionsRefusal,
): Promise<PromotionsAnswer> {
  if (typeof query === 'string') return encodePromotionsRefusal(query);
  const { filter, part } = query;
  const { promotions, total } = await reads.listPromotions(filter, part);
  if (total === 0 && filter.programId !== null && (await reads.programs.load(filter.programId)) === null) {
    return encodePromotionsRefusal('INVALID_PROGRAM');
  }
  return encodePromotionList(promotions, { ...part, total }, reads.moment().now);
}
