import { decideEnrol, type EnrolmentAct } from '../domain/enrol.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import type { EnrolmentStanding } from '../domain/standing.js';
import type { ActOf } from './ports.js';
import { NOT_RECORDED, type CustomerOutcome } from './promotion-service.js';
import type { Performance } from './settle.js';

/** ENROL, performed on a ledger. */
export function enrolment(moment: Moment): Performance<EnrolmentAct, EnrolmentStanding> {
  return {
    read: (transaction, places) => transaction.enrolmentStandings(places),
    decide: ({ promotion }, standing) => decideEnrol(promotion, standing, moment),
    record: async (transaction, acts) => {
      const recorded = await transaction.recordEnrolments(acts);
      return recorded.map((act) => enrolled(act, act.id));
    },
    rehearse: (acts) => acts.map((act) => enrolled(act, NOT_RECORDED)),
  };
}

function enrolled(
  { promotion, customerId, expiresAt }: ActOf<EnrolmentAct>,
  issualId: string,
): CustomerOutcome {
  return { status: 'enrolled', customerId, issualId, expiresAt: lapseOf(promotion, expiresAt) };
}
