/** Decodes the queries of the lists of promotions. */

import { promotionStatuses } from '../../domain/promotion.js';
import type { ListPart, PromotionFilter } from '../../service/read-ports.js';
import type { Json } from '../json.js';
import type { PromotionsRefusal } from './promotion-details.js';
import { MAX_LIMIT, MAX_OFFSET, oneOf, parameter, wholeNumber } from './query-parameters.js';

/** What a query of a list asks for. */
export interface PromotionListQuery {
  readonly filter: PromotionFilter;
  readonly part: ListPart;
}

const ANY: PromotionFilter = {
  programId: null,
  promotionId: null,
  status: null,
  isActive: null,
  namePart: null,
  between: null,
};

/**
 * Reads the query of the list of all promotions, whose offset counts pages from 0.
 * @throws UnreadableQuery
 */
export function decodePromotionListQuery(query: Json): PromotionListQuery | PromotionsRefusal {
  const page = partOf(query);
  if (typeof page === 'string') return page;
  const between = betweenOf(query);
  if (typeof between === 'string') return between;
  return {
    filter: {
      ...ANY,
      programId: parameter(query, 'program'),
      status: oneOf(query, 'status', promotionStatuses),
      namePart: parameter(query, 'promotionName'),
      between,
    },
    part: { limit: page.limit, offset: page.limit * page.offset },
  };
}

/**
 * Reads the query of the list of a program's promotions, whose offset counts promotions.
 * @throws UnreadableQuery
 */
export function decodeProgramPromotionsQuery(
  programId: string,
  query: Json,
): PromotionListQuery | PromotionsRefusal {
  const part = partOf(query);
  if (typeof part === 'string') return part;
  const includesInactive = oneOf(query, 'includeInactivePromotions', ['true', 'false']) === 'true';
  const promotionId = parameter(query, 'promotionId');
  return { filter: { ...ANY, programId, promotionId, isActive: includesInactive ? null : true }, part };
}

function partOf(query: Json): ListPart | PromotionsRefusal {
  const limit = wholeNumber(query, 'limit', 0, MAX_OFFSET);
  const offset = wholeNumber(query, 'offset', 0, MAX_OFFSET);
  if (limit === null || offset === null) return 'LIMIT_OR_OFFSET_MISSING';
  return limit > MAX_LIMIT ? 'LIMIT_TOO_LARGE' : { limit, offset };
}

function betweenOf(query: Json): PromotionFilter['between'] | PromotionsRefusal {
  const [start, end] = [parameter(query, 'startDate'), parameter(query, 'endDate')];
  if (start === null && end === null) return null;
  if (start === null || end === null) return 'DATE_MISSING';
  const between = { start: new Date(start), end: new Date(end) };
  const areDates = Object.values(between).every((date) => !Number.isNaN(date.getTime()));
  return areDates ? between : 'DATE_UNREADABLE';
}
