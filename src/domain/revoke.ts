/** Decides REVOKE_ENROL and REVOKE_EARN for one customer. */

import { refuse, type Decision } from './decision.js';
import { hasExpired } from './expiry.js';
import { parseId } from './id.js';
import type { Promotion } from './promotion.js';
import type { CurrentEnrolment } from './standing.js';

/** An earning that is not revoked; it may have expired. */
export interface RevocableEarning {
  readonly earnedId: string;
  /** The enrolment of the earning. */
  readonly issualId: string;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
}

/** A customer's enrolment and earnings in a promotion that can be revoked. */
export interface Revocable {
  readonly enrolment: (CurrentEnrolment & { readonly issualId: string }) | null;
  /** In the order in which they were earned: at most the latest live ones, and those that the call names. */
  readonly earnings: readonly RevocableEarning[];
  /** Whether there are more live earnings than one call may revoke, so that not all of them are here. */
  readonly hasMoreEarnings: boolean;
}

/** An act that revokes the customer's enrolment. */
export interface EnrolmentRevocation {
  readonly ordinal: number;
  readonly issualId: string;
}

/** An act that revokes these earnings; `issualId` is the enrolment of the latest of them. */
export interface EarningsRevocation {
  readonly earnedIds: readonly string[];
  readonly issualId: string;
}

/** REVOKE_ENROL: revokes the active enrolment, which must have no live earning. */
export function decideRevokeEnrolment(
  promotion: Promotion,
  standing: Revocable,
  now: Date,
): Decision<EnrolmentRevocation, Revocable> {
  const { enrolment, earnings } = standing;
  if (!enrolment || hasExpired(promotion, enrolment.expiresAt, now)) return refuse('NOT_ENROLLED');
  const { ordinal, issualId } = enrolment;
  const isLiveUnderIt = (earning: RevocableEarning) =>
    earning.issualId === issualId && !hasExpired(promotion, earning.expiresAt, now);
  if (earnings.some(isLiveUnderIt)) return refuse('EARNING_NOT_REVOCABLE');
  return { verdict: 'act', act: { ordinal, issualId }, standing: { ...standing, enrolment: null } };
}

/**
 * REVOKE_EARN: revokes the named earnings, all of them or none; an earning named twice counts once.
 * @param earnedIds null means all live ones, of which one call revokes no more than it could name
 */
export function decideRevokeEarnings(
  promotion: Promotion,
  standing: Revocable,
  earnedIds: readonly string[] | null,
  now: Date,
): Decision<EarningsRevocation, Revocable> {
  const { earnings, hasMoreEarnings } = standing;
  if (earnedIds === null && hasMoreEarnings) return refuse('EARNING_NOT_REVOCABLE');
  const wanted = earnedIds && new Set(earnedIds.map(parseId));
  const chosen = earnings.filter(({ earnedId, expiresAt }) =>
    wanted ? wanted.has(earnedId) : !hasExpired(promotion, expiresAt, now),
  );
  const latest = chosen.at(-1);
  if (!latest || (wanted && chosen.length < wanted.size)) return refuse('EARNING_NOT_REVOCABLE');
  const act = { earnedIds: chosen.map(({ earnedId }) => earnedId), issualId: latest.issualId };
  const left = earnings.filter((earning) => !chosen.includes(earning));
  return { verdict: 'act', act, standing: { ...standing, earnings: left } };
}
