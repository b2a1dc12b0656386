/** Reads the parameters of a query. */

import type { Json } from '../json.js';

/** The maximum number of promotions in one answer. */
export const MAX_LIMIT = 100;
export const MAX_OFFSET = 1_000_000_000;

/** A query that cannot be read; the message says why. */
export class UnreadableQuery extends Error {
  override readonly name = 'UnreadableQuery';
}

/** A parameter; null for one that is absent or empty. @throws UnreadableQuery */
export function parameter(query: Json, name: string): string | null {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw new UnreadableQuery(`${name} must not be repeated`);
  return value;
}

/** @throws UnreadableQuery */
export function wholeNumber(query: Json, name: string, least: number, most: number): number | null {
  const text = parameter(query, name);
  if (text === null) return null;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UnreadableQuery(`${name} must be a whole number from ${least} to ${most}`);
}

/** @throws UnreadableQuery */
export function oneOf<Name extends string>(query: Json, name: string, names: readonly Name[]): Name | null {
  const text = parameter(query, name);
  if (text === null) return null;
  const found = names.find((known) => known === text);
  if (found !== undefined) return found;
  throw new UnreadableQuery(`${name} must be one of ${names.join(', ')}`);
}
