import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dateOr,
  objectsOf,
  precisionOf,
  readable,
  requiredId,
  UnreadableAnswer,
} from '../../../src/wire/answered/unreadable-answer.js';

describe('a date in a platform’s answer', () => {
  it.each([
    ['2024-04-10T10:00:00Z', '2024-04-10T10:00:00Z'],
    ['2024-04-10T10:00:00+05:30', '2024-04-10T04:30:00Z'],
    ['2024-04-10T10:00:00', '2024-04-10T10:00:00Z'],
    ['2024-04-10 10:00', '2024-04-10T10:00:00Z'],
    ['2024-04-10 10:00:05', '2024-04-10T10:00:05Z'],
    ['2024-04-10 10:00:05.25', '2024-04-10T10:00:05.250Z'],
    ['2024-04-10', '2024-04-10T00:00:00Z'],
    ['2024-04-10T10:00Z', '2024-04-10T10:00:00Z'],
    ['2024-04-10 10:00:05+00', '2024-04-10T10:00:05Z'],
    ['2024-04-10T10:00+05', '2024-04-10T05:00:00Z'],
    ['2024-04-10T10:00:05.25-03', '2024-04-10T13:00:05.250Z'],
    [1712743200000, '2024-04-10T10:00:00Z'],
    ['1712743200000', '2024-04-10T10:00:00Z'],
    ['10000000000', '1970-04-26T17:46:40Z'],
    ['99999999999999', '5138-11-16T09:46:39.999Z'],
    [0, '1970-01-01T00:00:00Z'],
  ])('%o is the instant %s', (value, instant) => {
    expect(dateOf(value)).toEqual(new Date(instant));
  });

  it.each([
    ['2024-04-10T10:00Z', 60_000],
    ['2024-04-10 10:00', 60_000],
    ['2024-04-10T10:00+05:30', 60_000],
    ['2024-04-10T10:00:00Z', 0],
    ['2024-04-10 10:00:05', 0],
    [1712743200000, 0],
    [null, 0],
  ])('%o leaves %i milliseconds open', (value, openMs) => {
    expect(precisionOf(value)).toBe(openMs);
  });

  it.each([
    'soon',
    '',
    null,
    undefined,
    {},
    true,
    'x1712743200000',
    '1712743200000x',
    '171274320000000',
    9e15,
  ])('cannot be read from %o', (value) => {
    expect(() => dateOf(value)).toThrow(new UnreadableAnswer('A date cannot be read'));
  });

  it.each([null, undefined, ''])('is another when it is %o and may be left out', (value) => {
    const otherwise = new Date(5);
    expect(dateOr(value, otherwise)).toBe(otherwise);
  });

  it('is the one that is answered, though it may be left out', () => {
    expect(dateOr('2024-04-10', new Date(5))).toEqual(new Date('2024-04-10'));
    expect(() => dateOr('soon', new Date(5))).toThrow(UnreadableAnswer);
  });
});

describe('a member of a platform’s answer', () => {
  it('is itself when it can be read, and an error that names it otherwise', () => {
    expect(readable(0, 'A count')).toBe(0);
    expect(() => readable(null, 'A count')).toThrow(new UnreadableAnswer('A count cannot be read'));
  });

  it('is an id as text when it has to be one', () => {
    expect(requiredId(7)).toBe('7');
    expect(() => requiredId('x')).toThrow(new UnreadableAnswer('An id cannot be read'));
  });

  it.each([
    [[{ a: 1 }], [{ a: 1 }]],
    [[], []],
    [null, []],
    [undefined, []],
  ])('that is the list %o has the objects %o', (value, objects) => {
    expect(objectsOf(value, 'An item')).toEqual(objects);
  });

  it.each(['none', {}, [{}, null], [5]])('is no list of objects when it is %o', (value) => {
    expect(() => objectsOf(value, 'An item')).toThrow(new UnreadableAnswer('An item cannot be read'));
  });
});
