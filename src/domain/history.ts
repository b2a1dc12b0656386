import type { Promotion } from './promotion.js';
import type { Standing } from './standing.js';

/** That something was recorded: when, for which client, and in which request. A platform tells no more than when. */
export interface Deed {
  readonly at: Date;
  readonly clientId: string | null;
  readonly requestId: string | null;
}

/** An earning as it stands on the record, revoked or not. */
export interface EarningRecord {
  readonly earnedId: string;
  readonly earned: Deed;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Deed | null;
}

/** An enrolment as it stands on the record, revoked or not, with what was earned under it in that order. */
export interface EnrolmentRecord {
  /** Its number among the customer's enrolments in this promotion, from 1. */
  readonly ordinal: number;
  readonly issualId: string;
  readonly enrolled: Deed;
  /** Null expires with the promotion. */
  readonly expiresAt: Date | null;
  readonly revoked: Deed | null;
  readonly earnings: readonly EarningRecord[];
}

/** One customer's whole history in one promotion. */
export interface History {
  readonly promotion: Promotion;
  /** Earnings that the promotion as a whole still allows; null is unlimited. */
  readonly totalLeft: number | null;
  /** All there ever were, in the order of their ordinals. */
  readonly enrolments: readonly EnrolmentRecord[];
}

/** All that was ever earned in a promotion. */
export function earningsOf({ enrolments }: History): EarningRecord[] {
  return enrolments.flatMap(({ earnings }) => earnings);
}

/** Where a history leaves the customer, for the rules to decide upon. */
export function standingOf(history: History): Standing {
  const { enrolments } = history;
  const earnings = earningsOf(history);
  const latest = enrolments.at(-1);
  return {
    enrolmentsMade: latest?.ordinal ?? 0,
    enrolmentsUsed: enrolments.filter(isKept).length,
    enrolment: latest && isKept(latest) ? latest : null,
    earningsMade: earnings.length,
    earningsUsed: earnings.filter(isKept).length,
  };
}

/** Whether it was never taken back. */
export function isKept({ revoked }: { readonly revoked: Deed | null }): boolean {
  return revoked === null;
}
