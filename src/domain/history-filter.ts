/** Selects histories by promotion, status and kind. */

import { isAvailable, type Availability } from './availability.js';
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
  filter: HistoryFilter,
  moment: LocalTime,
): Generator<One> {
  for (const history of histories) if (isWanted(history, filter, moment)) yield history;
}

/** Whether a history passes the filter. */
export function isWanted(
  history: History,
  { availability, kind, programIds }: HistoryFilter,
  moment: LocalTime,
): boolean {
  const { promotion } = history;
  if (kind !== null && promotion.kind !== kind) return false;
  if (programIds !== null && !programIds.has(promotion.program.programId)) return false;
  return availability === null || isAvailable(history, availability, moment);
}
