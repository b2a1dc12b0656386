/** GET /api_gateway/loyalty/v1/programs/…/promotions/…/get. */

import type { FastifyInstance } from 'fastify';
import { scopeOf } from '../http/access/request-scope.js';
import {
  encodePromotionAnswer,
  encodePromotionsRefusal,
  type PromotionsAnswer,
} from '../wire/promotions/promotion-details.js';
import { CredentialRefused, PlatformAccessRefused } from '../service/ports.js';
import { promotionParamsSchema } from '../wire/schemas/request-schemas.js';
import { needing } from './documentation.js';
import { promotionsSchema } from '../wire/schemas/read-schemas.js';
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
    schema: {
      operationId: 'readPromotion',
      tags: ['Promotions'],
      summary: 'Read one promotion',
      description:
        'A list of one promotion, active or not; an unknown one has a validation error (2010 or 4029).',
      params: promotionParamsSchema,
      response: { 200: promotionsSchema },
    },
    ...needing('promotion:read'),
    handler: async (request) => answerOf(scopeOf(request).reads, request.params),
  });
}

async function answerOf(reads: Reads, named: Named): Promise<PromotionsAnswer> {
  const promotion = await reads.promotions.load({ ...named, promoIdentifier: null });
  if (promotion) return encodePromotionAnswer(promotion, reads.moment().now);
  return encodePromotionsRefusal((await isProgram(reads, named)) ? 'INVALID_PROMOTION' : 'INVALID_PROGRAM');
}

/** A credential without access to programs reads promotions, so the program counts as known then. */
async function isProgram(reads: Reads, { programId }: Named): Promise<boolean> {
  try {
    return (await reads.programs.load(programId)) !== null;
  } catch (error) {
    if (error instanceof PlatformAccessRefused || (error instanceof CredentialRefused && error.lacksAccess))
      return true;
    throw error;
  }
}
