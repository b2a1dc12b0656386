import type { NamedCustomer } from '../domain/bulk-request.js';
import type { Promotion } from '../domain/promotion.js';
import {
  decideRevokeEarnings,
  decideRevokeEnrolment,
  type EarningsRevocation,
  type EnrolmentRevocation,
  type Revocable,
} from '../domain/revoke.js';
import type { ActOf } from './ports.js';
import type { CustomerOutcome } from './promotion-service.js';
import type { Performance } from './settle.js';

/** REVOKE_ENROL, performed on a ledger. */
export function enrolmentRevocation(
  promotion: Promotion,
  now: Date,
): Performance<EnrolmentRevocation, Revocable> {
  const revoked = ({ customerId, issualId }: ActOf<EnrolmentRevocation>): CustomerOutcome => ({
    status: 'enrolmentRevoked',
    customerId,
    issualId,
  });
  return {
    read: (transaction, customerIds) => transaction.revocables(promotion, customerIds),
    decide: (standing) => decideRevokeEnrolment(promotion, standing, now),
    record: async (transaction, acts) => {
      await transaction.revokeEnrolments(promotion, acts);
      return acts.map(revoked);
    },
    rehearse: (acts) => acts.map(revoked),
  };
}

/**
 * REVOKE_EARN, performed on a ledger.
 * @param customers those of the call, of whom each may name the earnings it means
 */
export function earningsRevocation(
  promotion: Promotion,
  customers: readonly NamedCustomer[],
  now: Date,
): Performance<EarningsRevocation, Revocable> {
  const revoked = ({ customerId, issualId, earnedIds }: ActOf<EarningsRevocation>): CustomerOutcome => ({
    status: 'earningsRevoked',
    customerId,
    issualId,
    earnedIds,
  });
  return {
    read: (transaction, customerIds) => transaction.revocables(promotion, customerIds),
    decide: (standing, { index }) =>
      decideRevokeEarnings(promotion, standing, customers[index]?.earnedIds ?? null, now),
    record: async (transaction, acts) => {
      await transaction.revokeEarnings(promotion, acts);
      return acts.map(revoked);
    },
    rehearse: (acts) => acts.map(revoked),
  };
}
