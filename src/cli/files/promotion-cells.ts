/** Writes a promotion as the cells of a file. */

import type { Promotion } from '../../domain/promotion.js';
import type { PromotionColumn } from '../../service/import/promotion-line.js';

/** A limit that is empty would be imported as 1. */
export function promotionCells(promotion: Promotion): Record<PromotionColumn, string> {
  const { enrolmentLimit, earnLimit, totalEarnLimit, enrolmentExpiryDays, earningExpiryDays } = promotion;
  return {
    promotionId: promotion.promotionId,
    programId: promotion.program.programId,
    promoIdentifier: promotion.promoIdentifier ?? '',
    name: promotion.name,
    kind: promotion.kind,
    active: String(promotion.active),
    startsAt: promotion.startsAt.toISOString(),
    endsAt: promotion.endsAt.toISOString(),
    enrolmentLimit: String(enrolmentLimit ?? -1),
    earnLimit: String(earnLimit ?? -1),
    totalEarnLimit: String(totalEarnLimit ?? ''),
    enrolmentExpiryDays: String(enrolmentExpiryDays ?? ''),
    earningExpiryDays: String(earningExpiryDays ?? ''),
  };
}
