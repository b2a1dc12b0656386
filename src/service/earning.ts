import { decideEarn, type EarningAct } from '../domain/earn.js';
import { lapseOf, type Moment } from '../domain/expiry.js';
import type { Promotion } from '../domain/promotion.js';
import type { Standing } from '../domain/standing.js';
import type { ActOf, LedgerTransaction } from './ports.js';
import { NOT_RECORDED, type CustomerOutcome } from './promotion-service.js';
import type { Performance } from './settle.js';

/** EARN, performed on a ledger. */
export function earning(promotion: Promotion, moment: Moment): Performance<EarningAct, Standing> {
  const earned = (act: ActOf<EarningAct>, issualId: string, earnedId: string): CustomerOutcome => ({
    status: 'earned',
    customerId: act.customerId,
    issualId,
    earnedId,
    expiresAt: lapseOf(promotion, act.expiresAt),
  });
  return {
    read: (transaction, customerIds) => transaction.standings(promotion, customerIds),
    decide: (standing, { totalLeft }) => decideEarn(promotion, standing, totalLeft, moment),
    record: async (transaction, acts) => {
      const placeholders = await openPlaceholders(transaction, promotion, acts);
      const recorded = await transaction.recordEarnings(promotion, acts);
      return recorded.map((act) =>
        earned(act, act.enrolment.issualId ?? placeholderOf(placeholders, act.customerId), act.id),
      );
    },
    rehearse: (acts) => acts.map((act) => earned(act, act.enrolment.issualId ?? NOT_RECORDED, NOT_RECORDED)),
  };
}

/**
 * Records the enrolments that are still missing.
 * @returns their issualIds by customer
 */
async function openPlaceholders(
  transaction: LedgerTransaction,
  promotion: Promotion,
  acts: readonly ActOf<EarningAct>[],
): Promise<ReadonlyMap<string, string>> {
  const missing = new Map(
    acts
      .filter(({ enrolment }) => enrolment.issualId === null)
      .map(({ customerId, enrolment }) => [customerId, { customerId, ...enrolment }]),
  );
  if (missing.size === 0) return new Map();
  const opened = await transaction.recordEnrolments(promotion, [...missing.values()]);
  return new Map(opened.map(({ customerId, id }) => [customerId, id]));
}

function placeholderOf(placeholders: ReadonlyMap<string, string>, customerId: string): string {
  const issualId = placeholders.get(customerId);
  if (issualId === undefined) throw new Error('A placeholder was not recorded');
  return issualId;
}
