import { describe, expect, it } from 'vitest';
import { DateTime } from '../../../src/graphql/types/date-time.js';

const EARLY = '2026-04-11T09:30:00.000Z';
const LATE = '2099-12-31T23:59:59.000Z';

describe('an instant', () => {
  it('is written as text in UTC, each as its own, however often they take turns', () => {
    const written = [EARLY, EARLY, LATE, EARLY].map((text) => DateTime.serialize(new Date(text)));
    expect(written).toEqual([EARLY, EARLY, LATE, EARLY]);
  });

  it('is written in UTC where it comes as text of another zone', () => {
    expect(DateTime.serialize('2026-04-11T15:00:00+05:30')).toBe(EARLY);
  });

  it('is not written where it is none', () => {
    expect(() => DateTime.serialize(new Date(NaN))).toThrow('invalid Date');
  });
});
