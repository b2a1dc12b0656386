/** Whether a history belongs to the promotion of a call. */

import type { History } from '../../domain/history.js';
import { parseId } from '../../domain/id.js';
import type { NamedPromotion } from '../../service/promotion-service.js';

/** Whether a history is in the promotion that is named so. */
export function isIn({ promotion }: History, named: NamedPromotion): boolean {
  const { programId, promotionId, promoIdentifier } = named;
  return (
    promotion.program.programId === parseId(programId) &&
    (promotionId === null || promotion.promotionId === parseId(promotionId)) &&
    (promoIdentifier === null || promotion.promoIdentifier === promoIdentifier)
  );
}
