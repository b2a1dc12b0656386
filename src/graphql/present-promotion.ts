import { statusOf, type Program, type Promotion as DomainPromotion } from '../domain/promotion.js';
import type { LoyaltyProgram, Promotion } from './promotion.js';

export function presentProgram({ programId, name }: Program): LoyaltyProgram {
  return { id: programId, name };
}

export function presentPromotion(promotion: DomainPromotion, now: Date): Promotion {
  return {
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
  };
}
