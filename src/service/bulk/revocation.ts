/** Handles REVOKE_ENROL and REVOKE_EARN on a ledger. */

import {
  decideRevokeEarnings,
  decideRevokeEnrolment,
  type EarningsRevocation,
  type EnrolmentRevocation,
  type Revocable,
} from '../../domain/revoke.js';
import { parseId } from '../../domain/id.js';
import type { CustomerPromotionAct } from '../ports.js';
import type { CustomerOutcome } from '../promotion-service.js';
import type { ActionHandler, Slot } from './settle.js';

/** REVOKE_ENROL, performed on a ledger. */
export function enrolmentRevocation(now: Date): ActionHandler<EnrolmentRevocation, Revocable> {
  const revoked = ({
    act,
    customerPromotion,
  }: CustomerPromotionAct<EnrolmentRevocation>): CustomerOutcome => ({
    status: 'enrolmentRevoked',
    customerId: customerPromotion.customerId,
    issualId: act.issualId,
  });
  return {
    read: (transaction, customerPromotions) => transaction.revocables(customerPromotions),
    decide: ({ promotion }, standing) => decideRevokeEnrolment(promotion, standing, now),
    record: async (transaction, acts) => {
      await transaction.revokeEnrolments(acts);
      return acts.map(revoked);
    },
    dryRun: (acts) => acts.map(revoked),
  };
}

/** REVOKE_EARN, performed on a ledger: of each customer the earnings that the call names, or all. */
export function earningsRevocation(now: Date): ActionHandler<EarningsRevocation, Revocable> {
  const revoked = ({
    act,
    customerPromotion,
  }: CustomerPromotionAct<EarningsRevocation>): CustomerOutcome => ({
    status: 'earningsRevoked',
    customerId: customerPromotion.customerId,
    issualId: act.issualId,
    earnedIds: act.earnedIds,
  });
  return {
    read: (transaction, customerPromotions, slots) =>
      transaction.revocables(customerPromotions, earnedIdsIn(slots)),
    decide: ({ promotion, earnedIds }, standing) => decideRevokeEarnings(promotion, standing, earnedIds, now),
    record: async (transaction, acts) => {
      await transaction.revokeEarnings(acts);
      return acts.map(revoked);
    },
    dryRun: (acts) => acts.map(revoked),
  };
}

/** The earnings that calls name, without texts that are no ids. */
function earnedIdsIn(slots: readonly Slot[]): string[] {
  return slots.flatMap(({ earnedIds }) => earnedIds?.flatMap((text) => parseId(text) ?? []) ?? []);
}
