import { describe, expect, it } from 'vitest';
import { isTimeZone, localTimeIn } from '../../src/service/calendar.js';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

function inDays(timeZone: string, now: string, days: number): string {
  return localTimeIn(timeZone, new Date(now)).inDays(days).toISOString();
}

describe('so many days later in the calendar of an organisation', () => {
  it.each([
    // zone, act, days, the same time of day so many days later
    [BERLIN, '2026-04-01T09:00:00.000Z', 10, '2026-04-11T09:00:00.000Z'],
    [NEW_YORK, '2026-04-01T09:00:00.000Z', 10, '2026-04-11T09:00:00.000Z'],
    ['UTC', '2026-04-01T09:00:00.123Z', 10, '2026-04-11T09:00:00.123Z'],
    ['UTC', '2028-02-28T12:00:00.000Z', 1, '2028-02-29T12:00:00.000Z'],
    ['UTC', '2026-12-31T23:59:59.999Z', 1, '2027-01-01T23:59:59.999Z'],
    ['Asia/Kolkata', '2026-03-25T20:00:00.000Z', 10, '2026-04-04T20:00:00.000Z'],
  ])('it is in %s, from %s and %i days on, %s', (timeZone, now, days, expected) => {
    expect(inDays(timeZone, now, days)).toBe(expected);
  });

  it.each([
    ['begins in Berlin: 09:00 to 09:00', BERLIN, '2026-03-28T08:00:00.000Z', 1, '2026-03-29T07:00:00.000Z'],
    ['ends in Berlin: 09:00 to 09:00', BERLIN, '2026-10-24T07:00:00.000Z', 1, '2026-10-25T08:00:00.000Z'],
    [
      'begins in New York: 09:00 to 09:00',
      NEW_YORK,
      '2026-03-07T14:00:00.000Z',
      1,
      '2026-03-08T13:00:00.000Z',
    ],
    ['ends in New York: 09:00 to 09:00', NEW_YORK, '2026-10-31T13:00:00.000Z', 1, '2026-11-01T14:00:00.000Z'],
    [
      'begins and ends in Berlin, a year later',
      BERLIN,
      '2026-01-15T08:00:00.000Z',
      365,
      '2027-01-15T08:00:00.000Z',
    ],
    ['began in New York weeks ago', NEW_YORK, '2026-03-01T14:00:00.000Z', 30, '2026-03-31T13:00:00.000Z'],
  ])('the time of day stays where daylight saving %s', (_, timeZone, now, days, expected) => {
    expect(inDays(timeZone, now, days)).toBe(expected);
  });

  it.each([
    // 02:30 does not exist in Berlin on 29 March 2026, between 02:00 and 03:00: 03:30 is as far behind the gap.
    ['Berlin, from winter', BERLIN, '2026-03-28T01:30:00.000Z', 1, '2026-03-29T01:30:00.000Z'],
    ['Berlin, from the summer before', BERLIN, '2025-10-01T00:30:00.000Z', 179, '2026-03-29T01:30:00.000Z'],
    ['New York, from winter', NEW_YORK, '2026-03-07T07:30:00.000Z', 1, '2026-03-08T07:30:00.000Z'],
    // Lord Howe Island turns its clocks by half an hour: 02:15 becomes 02:45.
    [
      'Lord Howe, where the gap is half an hour',
      'Australia/Lord_Howe',
      '2026-10-02T15:45:00.000Z',
      1,
      '2026-10-03T15:45:00.000Z',
    ],
  ])('a time of day that the change skips becomes the instant as far behind the gap: %s', (_, ...row) => {
    const [timeZone, now, days, expected] = row;
    expect(inDays(timeZone, now, days)).toBe(expected);
  });

  // 02:30 occurs twice in Berlin on 25 October 2026, first in summer time (00:30Z), then in winter time (01:30Z).
  it.each([
    ['Berlin', BERLIN, '2026-10-24T00:30:00.000Z', 1, '2026-10-25T00:30:00.000Z'],
    ['New York', NEW_YORK, '2026-10-31T05:30:00.000Z', 1, '2026-11-01T05:30:00.000Z'],
  ])('the first of two equal times of day is meant by an act in summer: %s', (_, ...row) => {
    const [timeZone, now, days, expected] = row;
    expect(inDays(timeZone, now, days)).toBe(expected);
  });

  it.each([
    ['Berlin', BERLIN, '2026-03-01T01:30:00.000Z', 238, '2026-10-25T01:30:00.000Z'],
    ['New York', NEW_YORK, '2026-03-01T06:30:00.000Z', 245, '2026-11-01T06:30:00.000Z'],
  ])('the second of two equal times of day is meant by an act in winter: %s', (_, ...row) => {
    const [timeZone, now, days, expected] = row;
    expect(inDays(timeZone, now, days)).toBe(expected);
  });

  it.each([30, 1_000_000_000])(
    'is never later than an answer can hold: %i days after 20 December 9999',
    (days) => {
      expect(inDays('UTC', '9999-12-20T00:00:00.000Z', days)).toBe('9999-12-31T23:59:59.999Z');
    },
  );

  it('never comes out different for the two instants of one time of day that occurs twice', () => {
    const first = inDays(BERLIN, '2026-10-25T00:30:00.000Z', 1);
    const second = inDays(BERLIN, '2026-10-25T01:30:00.000Z', 1);
    expect([first, second]).toEqual(['2026-10-26T01:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });
});

describe('a local time', () => {
  it('keeps its instant', () => {
    const now = new Date('2026-04-01T09:00:00.123Z');
    expect(localTimeIn(BERLIN, now).now).toBe(now);
  });

  it('is the same instant no day later', () => {
    const now = '2026-10-25T01:30:00.000Z';
    expect(inDays(BERLIN, now, 0)).toBe(now);
  });

  it.each([BERLIN, 'UTC', 'GMT', 'Etc/GMT+2', 'EST5EDT'])('exists in the time zone "%s"', (timeZone) => {
    expect(isTimeZone(timeZone)).toBe(true);
    expect(inDays(timeZone, '2026-01-15T08:00:00.000Z', 1)).toBe('2026-01-16T08:00:00.000Z');
  });

  // Node 22 and later accept the offsets.
  it.each([
    'Nowhere/Town',
    '',
    'Europe/Berlin ',
    '+02:00',
    '-05:30',
    '+02',
    '+0200',
    '+00:00',
    '\u221202:00',
  ])('does not exist in the unknown time zone "%s"', (timeZone) => {
    const unknown = `The organisation's time zone "${timeZone}" is not known`;
    expect(isTimeZone(timeZone)).toBe(false);
    expect(() => localTimeIn(timeZone, new Date(0))).toThrow(unknown);
  });
});
