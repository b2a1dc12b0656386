/** Derives what a write can have done from the records read after it. */

import { hasExpired } from '../../domain/expiry.js';
import type { FullHistory } from '../../domain/history.js';
import { decideRevokeEarnings } from '../../domain/revoke.js';
import type { CustomerOutcome } from '../../service/promotion-service.js';
import { revocableOf } from './revocable-of.js';

/** Between two instants of the platform's clock. */
interface Period {
  readonly since: Date;
  readonly until: Date;
}

/** All that an enrolling or earning could have brought forth in a customer's history between two instants. */
export function recordedWithin(
  { promotion, enrolments }: FullHistory,
  customerId: string,
  action: string,
  { since, until }: Period,
): CustomerOutcome[] {
  const isWithin = (at: Date) => at >= since && at <= until;
  if (action === 'ENROL' || (action === 'ISSUE' && promotion.kind !== 'DIRECT_ISSUE')) {
    return enrolments
      .filter(({ enrolled }) => isWithin(enrolled.at))
      .map(({ issualId, expiresAt }) => ({ status: 'enrolled', customerId, issualId, expiresAt }));
  }
  return enrolments.flatMap(({ issualId, earnings }) =>
    earnings
      .filter(({ earned }) => isWithin(earned.at))
      .map(({ earnedId, expiresAt }) => ({ status: 'earned', customerId, issualId, earnedId, expiresAt })),
  );
}

/** A customer's history as it was read at an instant. */
interface Reading {
  readonly history: FullHistory;
  readonly at: Date;
}

/**
 * The revocation of earnings that lies between two readings: of all that it was to take back nothing is listed any
 * more, though nothing of it has lapsed.
 * @param earnedIds what it named; null is all that were live
 */
export function revokedBetween(
  before: Reading,
  after: Reading,
  customerId: string,
  earnedIds: readonly string[] | null,
): CustomerOutcome | null {
  const { promotion } = before.history;
  const revocable = revocableOf(before.history);
  const decision = decideRevokeEarnings(promotion, revocable, earnedIds, before.at);
  if (decision.verdict !== 'act') return null;
  const { issualId, earnedIds: revokedIds } = decision.act;
  const isRevoked = (id: string) => revokedIds.includes(id);
  const hasLapsed = revocable.earnings.some(
    ({ earnedId, expiresAt }) => isRevoked(earnedId) && hasExpired(promotion, expiresAt, after.at),
  );
  const isListed = after.history.enrolments.some(({ earnings }) =>
    earnings.some(({ earnedId }) => isRevoked(earnedId)),
  );
  if (hasLapsed || isListed) return null;
  return { status: 'earningsRevoked', customerId, issualId, earnedIds: revokedIds };
}
