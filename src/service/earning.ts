import { decideEarn, type EarningAct } from '../domain/earn.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import type { Standing } from '../domain/standing.js';
import type { ActOf, LedgerTransaction } from './ports.js';
import { NOT_RECORDED, type CustomerOutcome } from './promotion-service.js';
import { nameOf, type Performance } from './settle.js';

/** EARN, performed on a ledger. */
export function earning(moment: Moment): Performance<EarningAct, Standing> {
  return {
    read: (transaction, places) => transaction.standings(places),
    decide: ({ promotion }, standing, totalLeft) => decideEarn(promotion, standing, totalLeft, moment),
    record: async (transaction, acts) => {
      const placeholders = await openPlaceholders(transaction, acts);
      const recorded = await transaction.recordEarnings(acts);
      return recorded.map((act) => earned(act, issualIdOf(act, placeholders), act.id));
    },
    rehearse: (acts) => acts.map((act) => earned(act, act.enrolment.issualId ?? NOT_RECORDED, NOT_RECORDED)),
  };
}

function earned(
  { promotion, customerId, expiresAt }: ActOf<EarningAct>,
  issualId: string,
  earnedId: string,
): CustomerOutcome {
  return { status: 'earned', customerId, issualId, earnedId, expiresAt: lapseOf(promotion, expiresAt) };
}

/**
 * Records the enrolments that are still missing.
 * @returns their issualIds by the names of their places
 */
async function openPlaceholders(
  transaction: LedgerTransaction,
  acts: readonly ActOf<EarningAct>[],
): Promise<ReadonlyMap<string, string>> {
  const missing = new Map(
    acts
      .filter(({ enrolment }) => enrolment.issualId === null)
      .map((act) => {
        const { promotion, customerId, call, enrolment } = act;
        return [nameOf(act), { promotion, customerId, call, ...enrolment }];
      }),
  );
  if (missing.size === 0) return new Map();
  const opened = await transaction.recordEnrolments([...missing.values()]);
  return new Map(opened.map((placeholder) => [nameOf(placeholder), placeholder.id]));
}

function issualIdOf(act: ActOf<EarningAct>, placeholders: ReadonlyMap<string, string>): string {
  const issualId = act.enrolment.issualId ?? placeholders.get(nameOf(act));
  if (issualId === undefined) throw new Error('A placeholder was not recorded');
  return issualId;
}
