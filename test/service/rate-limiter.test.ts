import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/service/caller.js';
import { RateLimiter } from '../../src/service/rate-limiter.js';
import { manualClock, type ManualClock } from '../support/manual-clock.js';

fc.configureGlobal({ seed: 20260401 });

function client(organisationId: string, clientId: string): Caller {
  return { organisation: { organisationId, timeZone: 'UTC' }, clientId, access: [] };
}

const till = client('7', '1');

describe('a limit of 600 customers a minute', () => {
  let clock: ManualClock;
  let limiter: RateLimiter;
  beforeEach(() => {
    clock = manualClock('2026-04-01T09:00:00Z');
    limiter = new RateLimiter(600, clock);
  });

  it('grants a minute at once, and no customer more', () => {
    for (let call = 1; call <= 6; call++) {
      expect(limiter.take(till, 100)).toEqual({
        granted: true,
        remaining: 600 - 100 * call,
        unusedAfterMs: 10_000 * call,
        retryAfterMs: 0,
      });
    }
    expect(limiter.take(till, 1)).toEqual({
      granted: false,
      remaining: 0,
      unusedAfterMs: 60_000,
      retryAfterMs: 100,
    });
  });

  it('comes back evenly, and is whole again after a minute', () => {
    for (let call = 0; call < 6; call++) limiter.take(till, 100);
    clock.advance(9_999);
    expect(limiter.take(till, 100)).toMatchObject({ granted: false, remaining: 99, retryAfterMs: 1 });
    clock.advance(1);
    expect(limiter.take(till, 100)).toMatchObject({ granted: true, remaining: 0 });
    clock.advance(60_000);
    expect(limiter.take(till, 1)).toMatchObject({ granted: true, remaining: 599 });
  });

  it('is not used up by what it refuses', () => {
    for (let call = 0; call < 6; call++) limiter.take(till, 100);
    for (let call = 0; call < 50; call++) limiter.take(till, 100);
    clock.advance(10_000);
    expect(limiter.take(till, 100)).toMatchObject({ granted: true });
  });

  it('refuses what is too much, and grants less after it', () => {
    for (let call = 0; call < 5; call++) limiter.take(till, 100);
    limiter.take(till, 50);
    expect(limiter.take(till, 100)).toMatchObject({ granted: false, remaining: 50, retryAfterMs: 5_000 });
    expect(limiter.take(till, 50)).toMatchObject({ granted: true, remaining: 0 });
  });

  it('is of each client for itself, and of each organisation', () => {
    for (let call = 0; call < 7; call++) limiter.take(till, 100);
    expect(limiter.take(client('7', '2'), 100)).toMatchObject({ granted: true, remaining: 500 });
    expect(limiter.take(client('8', '1'), 100)).toMatchObject({ granted: true, remaining: 500 });
    expect(limiter.take(client('71', ''), 100)).toMatchObject({ granted: true, remaining: 500 });
    expect(limiter.take(till, 1)).toMatchObject({ granted: false });
  });

  it('does not come back where the clock is set back', () => {
    for (let call = 0; call < 6; call++) limiter.take(till, 100);
    clock.advance(-5_000);
    expect(limiter.take(till, 1)).toMatchObject({ granted: false });
  });
});

// Without rounding, floating point makes 69 of 101 less 31.
it('a limit counts whole customers where its share of a minute is no whole number', () => {
  const limiter = new RateLimiter(101, manualClock('2026-04-01T09:00:00Z'));
  expect(limiter.take(till, 31)).toMatchObject({ granted: true, remaining: 70 });
});

describe('for random calls at random times', () => {
  it('no more than two minutes of a limit are granted in any minute, and what it promises is kept', () => {
    const call = fc.record({
      after: fc.integer({ min: 0, max: 20_000 }),
      customers: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 5_000 }),
        fc.array(call, { maxLength: 60 }),
        (perMinute, calls) => {
          const clock = manualClock('2026-04-01T09:00:00Z');
          const limiter = new RateLimiter(perMinute, clock);
          const granted: { at: number; customers: number }[] = [];
          for (const { after, customers } of calls) {
            clock.advance(after);
            const allowance = limiter.take(till, customers);
            expect(allowance.remaining).toBeGreaterThanOrEqual(0);
            expect(allowance.remaining).toBeLessThanOrEqual(perMinute);
            if (!allowance.granted) {
              clock.advance(allowance.retryAfterMs);
              expect(limiter.take(till, customers).granted).toBe(true);
            }
            granted.push({ at: clock.now().getTime(), customers });
          }
          for (const { at } of granted) {
            const inMinute = granted.filter((other) => other.at > at - 60_000 && other.at <= at);
            const sum = inMinute.reduce((total, { customers }) => total + customers, 0);
            expect(sum).toBeLessThanOrEqual(2 * perMinute);
          }
        },
      ),
    );
  });
});
