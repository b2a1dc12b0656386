/** Decodes the query of promotionData. */

import { availabilities } from '../../domain/availability.js';
import type { HistoryFilter } from '../../domain/history-filter.js';
import { parseId } from '../../domain/id.js';
import { promotionKinds } from '../../domain/promotion.js';
import type { Json } from '../json.js';

/** The maximum number of promotions in one answer, and the default. */
const MAX_LIMIT = 100;
const MAX_OFFSET = 1_000_000_000;

/** The paging and filters of a query. */
export interface PromotionDataQuery {
  readonly limit: number;
  readonly offset: number;
  readonly filter: HistoryFilter;
}

/** A query that cannot be read; the message says why. */
export class UnreadableQuery extends Error {
  override readonly name = 'UnreadableQuery';
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

function parameter(query: Json, name: string): string | null {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw new UnreadableQuery(`${name} must not be repeated`);
  return value;
}

function wholeNumber(query: Json, name: string, least: number, most: number): number | null {
  const text = parameter(query, name);
  if (text === null) return null;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UnreadableQuery(`${name} must be a whole number from ${least} to ${most}`);
}

function oneOf<Name extends string>(query: Json, name: string, names: readonly Name[]): Name | null {
  const text = parameter(query, name);
  if (text === null) return null;
  const found = names.find((known) => known === text);
  if (found !== undefined) return found;
  throw new UnreadableQuery(`${name} must be one of ${names.join(', ')}`);
}
