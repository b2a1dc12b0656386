/** A customer's enrolments and earnings in a promotion. */

import { expiryOf } from './expiry.js';
import type { Promotion } from './promotion.js';
import type { Standing } from './standing.js';

/** When something was recorded, for which client, and in which request. A platform only reports when. */
export interface Provenance {
  readonly at: Date;
  /** How long after `at` it may have been, where a platform reports no seconds. */
  readonly withinMs?: number;
  readonly clientId: string | null;
  readonly requestId: string | null;
}

/** A recorded earning, revoked or not. */
export interface EarningRecord {
  readonly earnedId: string;
  /** How often a platform says that it was redeemed. */
  readonly redeemedCount?: number;
  /** The id of its entry in the platform's log of events. */
  readonly eventLogId?: string;
  readonly earned: Provenance;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Provenance | null;
}

/** A recorded enrolment, revoked or not. */
export interface EnrolmentRecord {
  /** Its number among the customer's enrolments in this promotion, from 1. */
  readonly ordinal: number;
  readonly issualId: string;
  /** The id of its entry in the platform's log of events. */
  readonly eventLogId?: string;
  readonly enrolled: Provenance;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Provenance | null;
}

/** An enrolment, with earnings under it in the order in which they were earned. */
export interface EnrolmentWithEarnings extends EnrolmentRecord {
  readonly earnings: readonly EarningRecord[];
}

/** A summary of one customer's history in one promotion, of the same size for any number of enrolments. */
export interface History {
  readonly promotion: Promotion;
  /** Earnings that the promotion as a whole still allows; null means unlimited. */
  readonly totalLeft: number | null;
  /** The customer's standing, for the rules. */
  readonly standing: Standing;
  /** When the last unrevoked one expires; null without one. */
  readonly enrolmentsExpireAt: Date | null;
  readonly earningsExpireAt: Date | null;
}

/** A history with its enrolments, as a platform sends it. */
export interface FullHistory extends History {
  /** In the order of their ordinals. */
  readonly enrolments: readonly EnrolmentWithEarnings[];
}

/** Summarises enrolments. @param enrolments all of them, in the order of their ordinals */
export function historyOf(
  { promotion, totalLeft }: Pick<History, 'promotion' | 'totalLeft'>,
  enrolments: readonly EnrolmentWithEarnings[],
): FullHistory {
  const earnings = enrolments.flatMap((enrolment) => enrolment.earnings);
  const latest = enrolments.at(-1);
  const keptEnrolments = enrolments.filter(isKept);
  const keptEarnings = earnings.filter(isKept);
  return {
    promotion,
    totalLeft,
    standing: {
      enrolmentsMade: latest?.ordinal ?? 0,
      enrolmentsUsed: keptEnrolments.length,
      enrolment: latest && isKept(latest) ? latest : null,
      earningsMade: earnings.length,
      earningsUsed: keptEarnings.length,
    },
    enrolmentsExpireAt: lastExpiry(promotion, keptEnrolments),
    earningsExpireAt: lastExpiry(promotion, keptEarnings),
    enrolments,
  };
}

/** The history of the promotion that matches. */
export function findHistory(
  histories: Iterable<History>,
  isWanted: (promotion: Promotion) => boolean,
): History | null {
  for (const history of histories) if (isWanted(history.promotion)) return history;
  return null;
}

/** Whether it is not revoked. */
function isKept({ revoked }: { readonly revoked: Provenance | null }): boolean {
  return revoked === null;
}

function lastExpiry(promotion: Promotion, kept: readonly Pick<EarningRecord, 'expiresAt'>[]): Date | null {
  return kept.reduce<Date | null>(
    (last, { expiresAt }) => laterOf(last, expiryOf(promotion, expiresAt)),
    null,
  );
}

/** The later of two instants, either of which may be missing. */
export function laterOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
