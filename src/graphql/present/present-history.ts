/** Presents a history as a CustomerPromotion. */

import { activeEnrolment, availabilityOf } from '../../domain/availability.js';
import { expiryOf, type LocalTime } from '../../domain/expiry.js';
import type { Provenance, EarningRecord, EnrolmentRecord, History } from '../../domain/history.js';
import type { Promotion } from '../../domain/promotion.js';
import type {
  CustomerPromotion,
  PromotionEarning,
  PromotionEnrolment,
  EnrolmentSource,
  PromotionRecordedBy,
} from '../types/customer-promotion.js';
import { presentPromotion } from './present-promotion.js';

/** A customer's history at this instant. */
export function presentHistory(customerId: string, history: History, moment: LocalTime): CustomerPromotion {
  const { promotion, standing } = history;
  const { enrolmentsMade, enrolmentsUsed, earningsUsed } = standing;
  const active = activeEnrolment(history, moment.now)?.ordinal ?? null;
  return {
    promotion: presentPromotion(promotion, moment.now),
    availability: availabilityOf(history, moment),
    enrolmentsUsed,
    earningsUsed,
    source: { customerId, promotion, enrolmentsMade, active },
  };
}

export function presentEnrolment(
  { customerId, promotion, active }: EnrolmentSource,
  enrolment: EnrolmentRecord,
): PromotionEnrolment {
  const { ordinal, issualId, enrolled, expiresAt, revoked } = enrolment;
  return {
    issualId,
    enrolledAt: enrolled.at,
    expiresAt: expiryOf(promotion, expiresAt),
    active: ordinal === active,
    ...presentDeeds(enrolled, revoked),
    source: { customerId, promotion, enrolment },
  };
}

export function presentEarning(
  promotion: Promotion,
  { earnedId, earned, expiresAt, revoked }: EarningRecord,
): PromotionEarning {
  return {
    earnedId,
    earnedAt: earned.at,
    expiresAt: expiryOf(promotion, expiresAt),
    ...presentDeeds(earned, revoked),
  };
}

function presentDeeds(
  recorded: Provenance,
  revoked: Provenance | null,
): Pick<PromotionEarning, 'revokedAt' | 'recordedBy' | 'revokedBy'> {
  return {
    revokedAt: revoked?.at ?? null,
    recordedBy: presentDeed(recorded),
    revokedBy: revoked && presentDeed(revoked),
  };
}

function presentDeed({ clientId, requestId }: Provenance): PromotionRecordedBy {
  return { clientId, requestId };
}
