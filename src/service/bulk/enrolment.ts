/** Handles ENROL on a ledger. */

import { decideEnrol, type EnrolmentAct } from '../../domain/enrol.js';
import { expiryOf, type LocalTime } from '../../domain/expiry.js';
import type { EnrolmentStanding } from '../../domain/standing.js';
import type { CustomerPromotionAct } from '../ports.js';
import { DRY_RUN_ID, type CustomerOutcome } from '../promotion-service.js';
import { answerAt, type ActionHandler } from './settle.js';

/** ENROL, performed on a ledger. */
export function enrolment(moment: LocalTime): ActionHandler<EnrolmentAct, EnrolmentStanding> {
  return {
    read: (transaction, customerPromotions) => transaction.enrolmentStandings(customerPromotions),
    decide: ({ promotion }, standing) => decideEnrol(promotion, standing, moment),
    record: async (transaction, acts) => {
      const issualIds = await transaction.recordEnrolments(acts);
      return acts.map((act, i) => enrolled(act, answerAt(issualIds, i)));
    },
    dryRun: (acts) => acts.map((act) => enrolled(act, DRY_RUN_ID)),
  };
}

function enrolled(
  { act, customerPromotion }: CustomerPromotionAct<EnrolmentAct>,
  issualId: string,
): CustomerOutcome {
  const { promotion, customerId } = customerPromotion;
  return { status: 'enrolled', customerId, issualId, expiresAt: expiryOf(promotion, act.expiresAt) };
}
