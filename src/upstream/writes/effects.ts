/** Derives the possible effects of a write from the records read after it. */

import type { RequestedAction } from '../../domain/bulk-request.js';
import { hasExpired } from '../../domain/expiry.js';
import type { FullHistory, Provenance } from '../../domain/history.js';
import { decideRevokeEarnings } from '../../domain/revoke.js';
import { actionOn } from '../../domain/supported-actions.js';
import type { CustomerOutcome } from '../../service/promotion-service.js';
import { revocableOf } from './revocable-of.js';

/** The evidence of a lost write in the platform's records. */
export type Evidence =
  | 'added' // A record that was added since it was sent.
  | 'removed' // That records which were there before it was sent are listed no more.
  | 'none';

/** A lost revocation of an enrolment leaves no evidence, since nothing is read before one. */
export const evidenceOf: Record<RequestedAction, Evidence> = {
  ENROL: 'added',
  EARN: 'added',
  ISSUE: 'added',
  REVOKE_EARN: 'removed',
  REVOKE_ENROL: 'none',
};

/** Between two instants of the platform's clock. */
interface Period {
  readonly since: Date;
  readonly until: Date;
}

/** All records that an action can have added to a customer's history between two instants. */
export function recordedWithin(
  history: FullHistory,
  customerId: string,
  action: RequestedAction,
  period: Period,
): CustomerOutcome[] {
  switch (action) {
    case 'ENROL':
      return enrolledWithin(history, customerId, period);
    case 'EARN':
      return earnedWithin(history, customerId, period);
    case 'ISSUE': {
      const done = actionOn(history.promotion.kind, action);
      return done ? recordedWithin(history, customerId, done, period) : [];
    }
    case 'REVOKE_ENROL':
    case 'REVOKE_EARN':
      return [];
  }
}

/** A record whose date is not exact may lie anywhere in it. */
function isWithin({ since, until }: Period, { at, withinMs = 0 }: Provenance): boolean {
  return at.getTime() + withinMs >= since.getTime() && at <= until;
}

function enrolledWithin({ enrolments }: FullHistory, customerId: string, period: Period): CustomerOutcome[] {
  return enrolments
    .filter(({ enrolled }) => isWithin(period, enrolled))
    .map(({ issualId, expiresAt }) => ({ status: 'enrolled', customerId, issualId, expiresAt }));
}

function earnedWithin({ enrolments }: FullHistory, customerId: string, period: Period): CustomerOutcome[] {
  return enrolments.flatMap(({ issualId, earnings }) =>
    earnings
      .filter(({ earned }) => isWithin(period, earned))
      .map(({ earnedId, expiresAt }) => ({ status: 'earned', customerId, issualId, earnedId, expiresAt })),
  );
}

/** A customer's history as it was read at an instant. */
interface Reading {
  readonly history: FullHistory;
  readonly at: Date;
}

/**
 * The revocation of earnings that lies between two readings: none of the named earnings is listed any
 * more, though none has expired.
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
