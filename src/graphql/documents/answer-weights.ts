/** The weights of long texts and of the schema's lists in an answer. */

import type { DocumentNode } from 'graphql';
import type { Variables } from './coerce-variables.js';

/** The bytes of text that weigh as much as a field. */
const BYTES_PER_FIELD = 125;
/** A shorter name in an answer has no weight besides its field. */
const SHORT_KEY = 50;

/** The maximum weight of the caller's texts in one call: a body has at most 256 KiB. */
export const MOST_ECHO = (256 * 1024) / BYTES_PER_FIELD;

/** Fields that repeat texts of the call. */
const echoed: ReadonlySet<string> = new Set(['identifierValue', 'revokedEarnedIds']);

/** Texts that can be long: the store takes 255 characters, of up to three bytes each in common scripts. */
const texts: ReadonlyMap<string, number> = new Map([
  ['name', 4],
  ['promoIdentifier', 4],
]);

/** The whole schema as text, and the longest description in it. */
const textsOfSchema: ReadonlyMap<string, number> = new Map([
  ['sdl', 400],
  ['description', 1],
]);

/**
 * Whether a field is in data, or in the schema. There, all types together have as many fields as an average for
 * each says; one type that is asked for by its name, or reached from another, may be the one with the most.
 */
export type Place = 'data' | 'all types' | 'one type';

/** The average and maximum lengths of the schema's lists. */
const itemsOf: ReadonlyMap<string, { readonly average: number; readonly most: number }> = new Map([
  ['types', { average: 80, most: 80 }],
  ['directives', { average: 15, most: 15 }],
  ['fields', { average: 5, most: 20 }],
  ['args', { average: 1, most: 8 }],
  ['inputFields', { average: 1, most: 10 }],
  ['enumValues', { average: 2, most: 40 }],
  ['possibleTypes', { average: 1, most: 10 }],
  ['interfaces', { average: 1, most: 5 }],
]);

/** The weight of all texts in a call. */
export function weightOfCall({ loc }: DocumentNode, variables: Variables): number {
  const bytes = Buffer.byteLength(loc?.source.body ?? '') + Buffer.byteLength(JSON.stringify(variables));
  return Math.min(Math.ceil(bytes / BYTES_PER_FIELD), MOST_ECHO);
}

/** The weight of a field's name in the answer, which can be an alias as long as the document. */
export function weightOfKey(key: string): number {
  return key.length < SHORT_KEY ? 0 : Math.ceil(key.length / BYTES_PER_FIELD);
}

/** The weight of a field's text. */
export function weightOfText(
  name: string,
  { echo, place }: { readonly echo: number; readonly place: Place },
): number {
  if (place !== 'data') return textsOfSchema.get(name) ?? 0;
  return echoed.has(name) ? echo : (texts.get(name) ?? 0);
}

/** Where the fields beneath a field are. */
export function placeWithin(name: string, place: Place): Place {
  if (name === '__schema' || name === '_service') return 'all types';
  if (name === '__type') return 'one type';
  const leadsToOne = name === 'type' || name === 'possibleTypes' || name === 'interfaces';
  return place !== 'data' && leadsToOne ? 'one type' : place;
}

/** The length of a list field of the schema. */
export function itemsOfSchema(name: string, place: Place): number {
  const items = itemsOf.get(name);
  if (!items) return 1;
  return place === 'all types' ? items.average : items.most;
}
