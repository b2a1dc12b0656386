/** A ledger of the platform's records, for dry runs. */

import { historyOf, type FullHistory } from '../../domain/history.js';
import { parseId } from '../../domain/id.js';
import type { Program, Promotion } from '../../domain/promotion.js';
import type { LedgerTransaction, CustomerPromotion, Readings } from '../../service/ports.js';
import { revocableOf } from '../writes/revocable-of.js';

/**
 * A transaction that reads from the platform's answers and records nothing. Revoked items are not answered, so the latest
 * enrolment is the latest unrevoked one.
 * @param histories by customer
 */
export function dryRunLedger(
  programs: readonly Program[],
  promotion: Promotion | null,
  histories: ReadonlyMap<string, readonly FullHistory[]>,
): LedgerTransaction {
  const historyAt = (customerPromotion: CustomerPromotion): FullHistory =>
    histories
      .get(customerPromotion.customerId)
      ?.find((history) => history.promotion.promotionId === customerPromotion.promotion.promotionId) ??
    historyOf(
      { promotion: customerPromotion.promotion, totalLeft: customerPromotion.promotion.totalEarnLimit },
      [],
    );
  const read = <Standing>(
    customerPromotions: readonly CustomerPromotion[],
    standingIn: (history: FullHistory) => Standing,
  ) => Promise.resolve(readingsOf(customerPromotions.map(historyAt), standingIn));
  return {
    findTargets: (names) =>
      Promise.resolve(
        names.map(({ programId }) => ({
          program: programs.find((program) => program.programId === parseId(programId ?? '')) ?? null,
          promotion,
        })),
      ),
    // The platform does not say who is a member; a write is refused by it.
    findMembers: (customerPromotions) => Promise.resolve(customerPromotions.map(() => true)),
    enrolmentStandings: (customerPromotions) => read(customerPromotions, ({ standing }) => standing),
    earningStandings: (customerPromotions) => read(customerPromotions, ({ standing }) => standing),
    revocables: (customerPromotions) => read(customerPromotions, revocableOf),
    recordEnrolments: recordNothing,
    recordEarnings: recordNothing,
    revokeEnrolments: recordNothing,
    revokeEarnings: recordNothing,
    recall: recordNothing,
    remember: recordNothing,
  };
}

function readingsOf<Standing>(
  histories: readonly FullHistory[],
  standingIn: (history: FullHistory) => Standing,
): Readings<Standing> {
  const totals = histories.flatMap(({ promotion, totalLeft }) =>
    totalLeft === null ? [] : [[promotion.promotionId, totalLeft] as const],
  );
  return { standings: histories.map(standingIn), totalLeft: new Map(totals) };
}

function recordNothing(): Promise<never> {
  return Promise.reject(new Error('A dry run records nothing'));
}
