/** Presents a history as a CustomerPromotion. */

import { activeEnrolment, availabilityOf } from '../../domain/availability.js';
import { expiryOf, type LocalTime } from '../../domain/expiry.js';
import type { Provenance, EarningRecord, EnrolmentRecord, History } from '../../domain/history.js';
import type { Customer } from '../types/customer.js';
import {
  CustomerPromotion,
  PromotionEarning,
  PromotionEnrolment,
  type EnrolmentSource,
  type PromotionRecordedBy,
} from '../types/customer-promotion.js';
import { writeRecordId } from '../types/record-id.js';
import { presentPromotion } from './present-promotion.js';

/** A customer's history at this instant. */
export function presentHistory(customer: Customer, history: History, moment: LocalTime): CustomerPromotion {
  const { id: customerId } = customer;
  const { promotion, standing } = history;
  const { enrolmentsMade, enrolmentsUsed, earningsUsed } = standing;
  const active = activeEnrolment(history, moment.now)?.ordinal ?? null;
  return new CustomerPromotion({
    id: writeRecordId(customerId, promotion.promotionId),
    customer,
    promotion: presentPromotion(promotion, moment.now),
    availability: availabilityOf(history, moment),
    enrolmentsUsed,
    earningsUsed,
    source: { customerId, promotion, enrolmentsMade, active },
  });
}

export function presentEnrolment(
  { customerId, promotion, active }: EnrolmentSource,
  enrolment: EnrolmentRecord,
): PromotionEnrolment {
  const { ordinal, issualId, enrolled, expiresAt, revoked } = enrolment;
  return new PromotionEnrolment({
    id: writeRecordId(customerId, promotion.promotionId, issualId),
    issualId,
    enrolledAt: enrolled.at,
    expiresAt: expiryOf(promotion, expiresAt),
    active: ordinal === active,
    ...presentDeeds(enrolled, revoked),
    source: { customerId, promotion, enrolment },
  });
}

export function presentEarning(
  { customerId, promotion }: Pick<EnrolmentSource, 'customerId' | 'promotion'>,
  { earnedId, earned, expiresAt, revoked }: EarningRecord,
): PromotionEarning {
  return new PromotionEarning({
    id: writeRecordId(customerId, promotion.promotionId, earnedId),
    earnedId,
    earnedAt: earned.at,
    expiresAt: expiryOf(promotion, expiresAt),
    ...presentDeeds(earned, revoked),
  });
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
