/** Presents promotions and programs as their types. */

import { statusOf, type Program, type Promotion as DomainPromotion } from '../../domain/promotion.js';
import type { NamedPromotion } from '../../service/promotion-service.js';
import type { LoyaltyProgram, Promotion } from '../types/promotion.js';

export function presentProgram({ programId, name }: Program): LoyaltyProgram {
  return { id: programId, name };
}

/** A promotion of which only the names are known: a document that asked for more would have had it read. */
export function presentNames({ programId, promotionId, promoIdentifier }: NamedPromotion): Promotion {
  const unread = { name: null, kind: null, status: null, startsAt: null, endsAt: null };
  const limits = { enrolmentLimit: null, earnLimit: null, totalEarnLimit: null };
  const program = { id: programId, name: '' };
  return { id: promotionId ?? '', promoIdentifier, program, ...unread, ...limits };
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
