import { decideEnrol, type EnrolmentAct } from '../domain/enrol.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import type { Promotion } from '../domain/promotion.js';
import type { Standing } from '../domain/standing.js';
import type { ActOf } from './ports.js';
import { NOT_RECORDED, type CustomerOutcome } from './promotion-service.js';
import type { Performance } from './settle.js';

/** ENROL, performed on a ledger. */
export function enrolment(promotion: Promotion, moment: Moment): Performance<EnrolmentAct, Standing> {
  const enrolled = ({ customerId, expiresAt }: ActOf<EnrolmentAct>, issualId: string): CustomerOutcome => ({
    status: 'enrolled',
    customerId,
    issualId,
    expiresAt: lapseOf(promotion, expiresAt),
  });
  return {
    read: (transaction, customerIds) => transaction.standings(promotion, customerIds),
    decide: (standing) => decideEnrol(promotion, standing, moment),
    record: async (transaction, acts) => {
      const recorded = await transaction.recordEnrolments(promotion, acts);
      return recorded.map((act) => enrolled(act, act.id));
    },
    rehearse: (acts) => acts.map((act) => enrolled(act, NOT_RECORDED)),
  };
}
