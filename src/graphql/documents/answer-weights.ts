/** The weights of long texts and of the schema's lists in an answer. */

import type { DocumentNode } from 'graphql';
import { MAX_EARNINGS } from '../../domain/bulk-request.js';
import type { Variables } from '../variables/coerce-variables.js';
import { FIND_COST } from '../types/page-size.js';
import { pages } from './limit-lists.js';

/** The bytes of text that weigh as much as a field. */
const BYTES_PER_FIELD = 125;
/** A shorter name in an answer has no weight besides its field. */
const SHORT_KEY = 50;

/** The maximum weight of the caller's texts in one call: a body has at most 256 KiB, of which escapes make twice as much. */
export const MOST_ECHO = (2 * 256 * 1024) / BYTES_PER_FIELD;

/** The field that repeats a text of the call. */
const ECHOED = 'identifierValue';

/**
 * Texts that can be long. Outside of pages they weigh what the store takes at most: 1,000 characters of a name, of three
 * bytes each in common scripts, and 255 of a promoIdentifier, of up to four bytes each. Few of them are that long, so in
 * pages, where the answer itself is measured (`long-answer.ts`), they weigh what is usual.
 */
const texts: ReadonlyMap<string, { readonly usual: number; readonly most: number }> = new Map([
  ['name', { usual: 4, most: 22 }],
  ['promoIdentifier', { usual: 4, most: 9 }],
]);

/** Lists of texts with their maximum lengths; the ids of earnings are short. */
const listsOfTexts: ReadonlyMap<string, number> = new Map([
  ['revokedEarnedIds', MAX_EARNINGS],
  ['field', 4],
]);

/** The whole schema as text, and the longest description in it. */
const textsOfSchema: ReadonlyMap<string, number> = new Map([
  ['sdl', 400],
  ['description', 1],
]);

/**
 * Whether a field is in data, there in a page, or in the schema. There, all types together have as many fields as an average for
 * each says; one type that is asked for by its name, or reached from another, may be the one with the most.
 */
export type AnswerPart = 'data' | 'page' | 'all types' | 'one type';

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

/** The weight of all texts in a call, as an answer writes them: with escapes. */
export function weightOfCall({ loc }: DocumentNode, variables: Variables): number {
  const bytes = bytesOf(loc?.source.body ?? '') + bytesOf(variables);
  return Math.min(Math.ceil(bytes / BYTES_PER_FIELD), MOST_ECHO);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The weight of a field's name in the answer, which can be an alias as long as the document. */
export function weightOfKey(key: string): number {
  return key.length < SHORT_KEY ? 0 : Math.ceil(key.length / BYTES_PER_FIELD);
}

/** The fields that find one record. */
const records: ReadonlySet<string> = new Set(['customerPromotion', 'enrolment', 'earning']);

/** The weight of finding a page or a record, besides that of what is in it. */
export function weightOfPage(name: string, part: AnswerPart): number {
  return (pages.has(name) || records.has(name)) && !isOfSchema(part) ? FIND_COST : 0;
}

/** The weight of a field's text. */
export function weightOfText(
  name: string,
  { echo, part }: { readonly echo: number; readonly part: AnswerPart },
): number {
  if (isOfSchema(part)) return textsOfSchema.get(name) ?? 0;
  if (name === ECHOED) return echo;
  const text = texts.get(name);
  return (part === 'page' ? text?.usual : text?.most) ?? listsOfTexts.get(name) ?? 0;
}

/** Whether a field is in the schema. */
export function isOfSchema(part: AnswerPart): boolean {
  return part === 'all types' || part === 'one type';
}

/** Where the fields beneath a field are. */
export function partWithin(name: string, part: AnswerPart): AnswerPart {
  if (name === '__schema' || name === '_service') return 'all types';
  if (name === '__type') return 'one type';
  if (pages.has(name) && part === 'data') return 'page';
  const leadsToOne = name === 'type' || name === 'possibleTypes' || name === 'interfaces';
  return isOfSchema(part) && leadsToOne ? 'one type' : part;
}

/** The length of a list field of the schema. */
export function itemsOfSchema(name: string, part: AnswerPart): number {
  const items = itemsOf.get(name);
  if (!items) return 1;
  return part === 'all types' ? items.average : items.most;
}
