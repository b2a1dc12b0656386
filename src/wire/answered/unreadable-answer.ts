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
const MILLISECONDS = /^\d{11,14}$/;

/**
 * An instant, written as text or as milliseconds since 1970; without a time zone it is taken for UTC.
 * @throws UnreadableAnswer
 */
export function dateOf(value: unknown): Date {
  const text = textOf(value).replace(LOCAL_TIME, '$1T$2Z');
  const date = new Date(typeof value === 'number' || MILLISECONDS.test(text) ? Number(value) : text);
  if (Number.isNaN(date.getTime())) throw new UnreadableAnswer('A date cannot be read');
  return date;
}

/** An instant that may be left out. @throws UnreadableAnswer */
export function dateOr(value: unknown, otherwise: Date): Date {
  return isAbsent(value) || value === '' ? otherwise : dateOf(value);
}
