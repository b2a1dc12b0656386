/** Decodes the query of promotionData. */

import { availabilities } from '../../domain/availability.js';
import type { HistoryFilter } from '../../domain/history-filter.js';
import { parseId } from '../../domain/id.js';
import { promotionKinds } from '../../domain/promotion.js';
import type { Json } from '../json.js';
import { MAX_LIMIT, MAX_OFFSET, oneOf, parameter, wholeNumber } from './query-parameters.js';

/** The paging and filters of a query. */
export interface PromotionDataQuery {
  readonly limit: number;
  readonly offset: number;
  readonly filter: HistoryFilter;
}

/**
 * Reads the paging and the filters; one that is absent or empty does not count.
 * @throws UnreadableQuery
 */
export function decodePromotionDataQuery(query: Json): PromotionDataQuery {
  const programs = parameter(query, 'programs');
  return {
    limit: wholeNumber(query, 'limit', 0, MAX_LIMIT) ?? MAX_LIMIT,
    offset: wholeNumber(query, 'offset', 0, MAX_OFFSET) ?? 0,
    filter: {
      availability: oneOf(query, 'promotionStatusForCustomer', availabilities),
      kind: oneOf(query, 'promotionType', promotionKinds),
      programIds: programs === null ? null : programsOf(programs),
    },
  };
}

/** Comma-separated ids; anything else matches no program. */
function programsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(',').flatMap((part) => parseId(part.trim()) ?? []));
}
