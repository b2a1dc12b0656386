/** Presents promotions and programs as their types. */

import { statusOf, type Program, type Promotion as DomainPromotion } from '../../domain/promotion.js';
import type { NamedPromotion } from '../../service/promotion-service.js';
import { LoyaltyProgram, Promotion } from '../types/promotion.js';

export function presentProgram({ programId, name }: Program): LoyaltyProgram {
  return new LoyaltyProgram({ id: programId, name });
}

/**
 * A promotion of which only the names are known.
 * @param unread why the rest could not be read; null where a document does not select it
 */
export function presentNames(
  { programId, promotionId, promoIdentifier }: NamedPromotion,
  unread: Error | null,
): Promotion {
  return new Promotion({
    id: promotionId ?? unread ?? '',
    promoIdentifier: promoIdentifier ?? unread,
    program: new LoyaltyProgram({ id: programId, name: unread ?? '' }),
    name: unread,
    kind: unread,
    status: unread,
    startsAt: unread,
    endsAt: unread,
    enrolmentLimit: unread,
    earnLimit: unread,
    totalEarnLimit: unread,
  });
}

export function presentPromotion(promotion: DomainPromotion, now: Date): Promotion {
  return new Promotion({
    id: promotion.promotionId,
    promoIdentifier: promotion.promoIdentifier,
    name: promotion.name,
    program: presentProgram(promotion.program),
    kind: promotion.kind,
    status: statusOf(promotion, now),
    startsAt: promotion.startsAt,
    endsAt: promotion.endsAt,
    enrolmentLimit: promotion.enrolmentLimit,
    earnLimit: promotion.earnLimit,
    totalEarnLimit: promotion.totalEarnLimit,
  });
}
