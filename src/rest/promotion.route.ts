/** GET /api_gateway/loyalty/v1/programs/…/promotions/…/get. */

import type { FastifyInstance } from 'fastify';
import { accessNeeded, scopeOf } from '../http/access/request-scope.js';
import { encodePromotionAnswer, encodePromotionFailure, type PromotionAnswer } from '../wire/promotion.js';
import { promotionSchema } from '../wire/read-schemas.js';
import type { Reads } from '../request/reads.js';

interface Named {
  readonly programId: string;
  readonly promotionId: string;
}

/** `GET /api_gateway/loyalty/v1/programs/{programId}/promotions/{promotionId}/get`: one promotion, active or not. */
export function promotionRoute(door: FastifyInstance): void {
  door.route<{ Params: Named }>({
    method: 'GET',
    url: '/api_gateway/loyalty/v1/programs/:programId/promotions/:promotionId/get',
    schema: { response: { 200: promotionSchema } },
    onRequest: accessNeeded('promotion:read'),
    handler: async (request) => answerOf(scopeOf(request).reads, request.params),
  });
}

async function answerOf({ programs, promotions }: Reads, named: Named): Promise<PromotionAnswer> {
  const promotion = await promotions.load({ ...named, promoIdentifier: null });
  if (promotion) return encodePromotionAnswer(promotion);
  const program = await programs.load(named.programId);
  return encodePromotionFailure({ fault: program ? 'INVALID_PROMOTION' : 'INVALID_PROGRAM' });
}
