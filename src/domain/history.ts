/** A customer's enrolments and earnings in a promotion. */

import { expiryOf } from './expiry.js';
import type { Promotion } from './promotion.js';
import type { Standing } from './standing.js';

/** That something was recorded: when, for which client, and in which request. A platform tells no more than when. */
export interface Provenance {
  readonly at: Date;
  readonly clientId: string | null;
  readonly requestId: string | null;
}

/** An earning as it stands on the record, revoked or not. */
export interface EarningRecord {
  readonly earnedId: string;
  readonly earned: Provenance;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Provenance | null;
}

/** An enrolment as it stands on the record, revoked or not. */
export interface EnrolmentRecord {
  /** Its number among the customer's enrolments in this promotion, from 1. */
  readonly ordinal: number;
  readonly issualId: string;
  readonly enrolled: Provenance;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Provenance | null;
}

/** An enrolment, with earnings under it in the order in which they were earned. */
export interface EnrolmentWithEarnings extends EnrolmentRecord {
  readonly earnings: readonly EarningRecord[];
}

/** One customer's history in one promotion, summed up: it is as small for ten thousand enrolments as for one. */
export interface History {
  readonly promotion: Promotion;
  /** Earnings that the promotion as a whole still allows; null is unlimited. */
  readonly totalLeft: number | null;
  /** Where it leaves the customer, for the rules to decide upon. */
  readonly standing: Standing;
  /** When the last of those that were not taken back lapses; null where there is none. */
  readonly enrolmentsLapseAt: Date | null;
  readonly earningsLapseAt: Date | null;
}

/** A history with all that it sums up, as a platform sends it. */
export interface FullHistory extends History {
  /** In the order of their ordinals. */
  readonly enrolments: readonly EnrolmentWithEarnings[];
}

/** The history that these enrolments come to. @param enrolments all there ever were, in the order of their ordinals */
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
    enrolmentsLapseAt: lastLapse(promotion, keptEnrolments),
    earningsLapseAt: lastLapse(promotion, keptEarnings),
    enrolments,
  };
}

/** The history in the promotion of which the claim holds. */
export function findHistory(
  histories: Iterable<History>,
  isWanted: (promotion: Promotion) => boolean,
): History | null {
  for (const history of histories) if (isWanted(history.promotion)) return history;
  return null;
}

/** Whether it was never taken back. */
function isKept({ revoked }: { readonly revoked: Provenance | null }): boolean {
  return revoked === null;
}

function lastLapse(promotion: Promotion, kept: readonly Pick<EarningRecord, 'expiresAt'>[]): Date | null {
  return kept.reduce<Date | null>(
    (last, { expiresAt }) => laterOf(last, expiryOf(promotion, expiresAt)),
    null,
  );
}

/** The later of two instants, of which each may be missing. */
export function laterOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
