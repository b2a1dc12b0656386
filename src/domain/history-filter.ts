/** Selects histories by promotion, status and kind. */

import { availabilityOf, type Availability } from './availability.js';
import type { LocalTime } from './expiry.js';
import type { History } from './history.js';
import type { PromotionKind } from './promotion.js';

/** A filter of a customer's promotions; null means any. */
export interface HistoryFilter {
  readonly availability: Availability | null;
  readonly kind: PromotionKind | null;
  readonly programIds: ReadonlySet<string> | null;
}

/** The histories that pass the filter, in their order. It is lazy: a page computes only what it needs. */
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
