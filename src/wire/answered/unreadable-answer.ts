/** A platform's answer that lacks a documented member, or has it in an unreadable form. */

import { idOf } from './answered-bulk.js';
import { isAbsent, isObject, listOf, textOf, type Json } from '../json.js';

export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** @throws UnreadableAnswer for null, which stands for what cannot be read */
export function readable<Value>(value: Value | null, what: string): Value {
  if (value === null) throw new UnreadableAnswer(`${what} cannot be read`);
  return value;
}

/** The objects of a list that may be left out. @throws UnreadableAnswer where another thing is among them */
export function objectsOf(value: unknown, what: string): readonly Json[] {
  const items = readable(listOf(value), what);
  if (!items.every(isObject)) throw new UnreadableAnswer(`${what} cannot be read`);
  return items;
}

/** @throws UnreadableAnswer */
export function requiredId(value: unknown): string {
  return readable(idOf(value), 'An id');
}

const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/;
/** An offset in whole hours, which JavaScript does not read. */
const HOURS_OFFSET = /(:\d\d(?:\.\d+)?)([+-]\d\d)$/;
const WITHOUT_SECONDS = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?![:\d])/;
const MINUTE_MS = 60_000;
const MILLISECONDS = /^\d{11,14}$/;

/**
 * An instant, written as text or as milliseconds since 1970; without a time zone it is taken for UTC.
 * @throws UnreadableAnswer
 */
export function dateOf(value: unknown): Date {
  const text = textOf(value).replace(LOCAL_TIME, '$1T$2Z').replace(HOURS_OFFSET, '$1$2:00');
  const date = new Date(typeof value === 'number' || MILLISECONDS.test(text) ? Number(value) : text);
  if (Number.isNaN(date.getTime())) throw new UnreadableAnswer('A date cannot be read');
  return date;
}

/** How much time a date leaves open: the minute that it names without seconds. */
export function precisionOf(date: unknown): number {
  return WITHOUT_SECONDS.test(textOf(date)) ? MINUTE_MS : 0;
}

/** An instant that may be left out. @throws UnreadableAnswer */
export function dateOr(value: unknown, otherwise: Date): Date {
  return isAbsent(value) || value === '' ? otherwise : dateOf(value);
}
