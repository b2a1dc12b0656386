import { decideEnrol, type EnrolmentAct } from '../domain/enrol.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import type { EnrolmentStanding } from '../domain/standing.js';
import type { PlacedAct } from './ports.js';
import { NOT_RECORDED, type CustomerOutcome } from './promotion-service.js';
import { idAt, type Performance } from './settle.js';

/** ENROL, performed on a ledger. */
export function enrolment(moment: Moment): Performance<EnrolmentAct, EnrolmentStanding> {
  return {
    read: (transaction, places) => transaction.enrolmentStandings(places),
    decide: ({ promotion }, standing) => decideEnrol(promotion, standing, moment),
    record: async (transaction, acts) => {
      const issualIds = await transaction.recordEnrolments(acts);
      return acts.map((act, i) => enrolled(act, idAt(issualIds, i)));
    },
    rehearse: (acts) => acts.map((act) => enrolled(act, NOT_RECORDED)),
  };
}

function enrolled({ act, place }: PlacedAct<EnrolmentAct>, issualId: string): CustomerOutcome {
  const { promotion, customerId } = place;
  return { status: 'enrolled', customerId, issualId, expiresAt: lapseOf(promotion, act.expiresAt) };
}
