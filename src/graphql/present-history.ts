import { activeEnrolment, availabilityOf } from '../domain/availability.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import {
  standingOf,
  type Deed,
  type EarningRecord,
  type EnrolmentRecord,
  type History,
} from '../domain/history.js';
import type { Promotion } from '../domain/promotion.js';
import type { CustomerPromotion, Earning, Enrolment, RecordedBy } from './customer-promotion.js';
import { presentPromotion } from './present-promotion.js';

/** A history as of this moment. */
export function presentHistory(history: History, moment: Moment): CustomerPromotion {
  const { promotion, enrolments } = history;
  const { enrolmentsUsed, earningsUsed } = standingOf(history);
  const active = activeEnrolment(history, moment.now);
  return {
    promotion: presentPromotion(promotion, moment.now),
    availability: availabilityOf(history, moment),
    enrolmentsUsed,
    earningsUsed,
    enrolments: enrolments.map((enrolment) => presentEnrolment(promotion, enrolment, enrolment === active)),
  };
}

function presentEnrolment(promotion: Promotion, enrolment: EnrolmentRecord, active: boolean): Enrolment {
  const { issualId, enrolled, expiresAt, revoked, earnings } = enrolment;
  return {
    issualId,
    enrolledAt: enrolled.at,
    expiresAt: lapseOf(promotion, expiresAt),
    active,
    ...presentDeeds(enrolled, revoked),
    earnings: earnings.map((earning) => presentEarning(promotion, earning)),
  };
}

function presentEarning(
  promotion: Promotion,
  { earnedId, earned, expiresAt, revoked }: EarningRecord,
): Earning {
  return {
    earnedId,
    earnedAt: earned.at,
    expiresAt: lapseOf(promotion, expiresAt),
    ...presentDeeds(earned, revoked),
  };
}

function presentDeeds(
  recorded: Deed,
  revoked: Deed | null,
): Pick<Earning, 'revokedAt' | 'recordedBy' | 'revokedBy'> {
  return {
    revokedAt: revoked?.at ?? null,
    recordedBy: presentDeed(recorded),
    revokedBy: revoked && presentDeed(revoked),
  };
}

function presentDeed({ clientId, requestId }: Deed): RecordedBy {
  return { clientId, requestId };
}
