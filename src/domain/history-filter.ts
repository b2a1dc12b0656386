/** Selects histories by promotion, status and kind. */

import { availabilityOf, type Availability } from './availability.js';
import type { LocalTime } from './expiry.js';
import type { History } from './history.js';
import type { PromotionKind } from './promotion.js';

/** Which of a customer's promotions are wanted; null is any. */
export interface HistoryFilter {
  readonly availability: Availability | null;
  readonly kind: PromotionKind | null;
  readonly programIds: ReadonlySet<string> | null;
}

/** The histories that are wanted, in their order. Lazy: what a page does not need is not worked out. */
export function* wantedHistories<One extends History>(
  histories: Iterable<One>,
  { availability, kind, programIds }: HistoryFilter,
  moment: LocalTime,
): Generator<One> {
  for (const history of histories) {
    const { promotion } = history;
    if (kind !== null && promotion.kind !== kind) continue;
    if (programIds !== null && !programIds.has(promotion.program.programId)) continue;
    if (availability === null || availabilityOf(history, moment).includes(availability)) yield history;
  }
}
