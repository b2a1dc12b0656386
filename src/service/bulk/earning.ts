/** Handles EARN on a ledger, placeholder enrolments included. */

import { decideEarn, type EarningAct } from '../../domain/earn.js';
import type { EnrolmentAct } from '../../domain/enrol.js';
import { expiryOf, type LocalTime } from '../../domain/expiry.js';
import type { EarningStanding } from '../../domain/standing.js';
import type { LedgerTransaction, CustomerPromotion, CustomerPromotionAct } from '../ports.js';
import { DRY_RUN_ID, type CustomerOutcome } from '../promotion-service.js';
import { answerAt, type ActionHandler } from './settle.js';

/** EARN, performed on a ledger. */
export function earning(moment: LocalTime): ActionHandler<EarningAct, EarningStanding> {
  return {
    read: (transaction, customerPromotions) => transaction.earningStandings(customerPromotions),
    decide: ({ promotion }, standing, totalLeft) => decideEarn(promotion, standing, totalLeft, moment),
    record: async (transaction, acts) => {
      const placeholders = await openPlaceholders(transaction, acts);
      const earnedIds = await transaction.recordEarnings(acts);
      return acts.map((act, i) => earned(act, issualIdOf(act, placeholders), answerAt(earnedIds, i)));
    },
    dryRun: (acts) => acts.map((act) => earned(act, act.act.enrolment.issualId ?? DRY_RUN_ID, DRY_RUN_ID)),
  };
}

function earned(
  { act, customerPromotion }: CustomerPromotionAct<EarningAct>,
  issualId: string,
  earnedId: string,
): CustomerOutcome {
  const { promotion, customerId } = customerPromotion;
  return { status: 'earned', customerId, issualId, earnedId, expiresAt: expiryOf(promotion, act.expiresAt) };
}

/**
 * Records the enrolments that are still missing.
 * @returns their issualIds by customer and promotion
 */
async function openPlaceholders(
  transaction: LedgerTransaction,
  acts: readonly CustomerPromotionAct<EarningAct>[],
): Promise<ReadonlyMap<CustomerPromotion, string>> {
  const missing = new Map<CustomerPromotion, CustomerPromotionAct<EnrolmentAct>>();
  for (const { act, customerPromotion, call } of acts) {
    const isMissing = act.enrolment.issualId === null && !missing.has(customerPromotion);
    if (isMissing) missing.set(customerPromotion, { act: act.enrolment, customerPromotion, call });
  }
  if (missing.size === 0) return new Map();
  const issualIds = await transaction.recordEnrolments([...missing.values()]);
  return new Map(
    [...missing.keys()].map((customerPromotion, i) => [customerPromotion, answerAt(issualIds, i)]),
  );
}

function issualIdOf(
  { act, customerPromotion }: CustomerPromotionAct<EarningAct>,
  placeholders: ReadonlyMap<CustomerPromotion, string>,
): string {
  const issualId = act.enrolment.issualId ?? placeholders.get(customerPromotion);
  if (issualId === undefined) throw new Error('A placeholder was not recorded');
  return issualId;
}
