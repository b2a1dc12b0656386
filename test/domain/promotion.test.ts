import { describe, expect, it } from 'vitest';
import { MAX_PROMO_IDENTIFIER_LENGTH, promotionKinds, statusOf } from '../../src/domain/promotion.js';
import { aPromotion } from '../support/promotion.js';
import { millisecondsAfter } from './standings.js';

const startsAt = new Date('2026-04-01T00:00:00Z');
const endsAt = new Date('2026-05-01T00:00:00Z');

describe('the status of a promotion', () => {
  it.each([
    ['long before its start', new Date('2020-01-01T00:00:00Z'), 'UPCOMING'],
    ['a millisecond before its start', millisecondsAfter(startsAt, -1), 'UPCOMING'],
    ['at its start', startsAt, 'LIVE'],
    ['a millisecond after its start', millisecondsAfter(startsAt, 1), 'LIVE'],
    ['a millisecond before its end', millisecondsAfter(endsAt, -1), 'LIVE'],
    ['at its end', endsAt, 'COMPLETED'],
    ['a millisecond after its end', millisecondsAfter(endsAt, 1), 'COMPLETED'],
    ['long after its end', new Date('2030-01-01T00:00:00Z'), 'COMPLETED'],
  ] as const)('%s is %s', (_, now, status) => {
    expect(statusOf(aPromotion({ startsAt, endsAt }), now)).toBe(status);
  });

  it.each([
    ['before its start', millisecondsAfter(startsAt, -1)],
    ['at its start', startsAt],
    ['while it runs', millisecondsAfter(startsAt, 1)],
    ['at its end', endsAt],
  ])('is INACTIVE %s when it is switched off', (_, now) => {
    expect(statusOf(aPromotion({ startsAt, endsAt, active: false }), now)).toBe('INACTIVE');
  });

  it.each(promotionKinds)('does not depend on the kind: %s', (kind) => {
    expect(statusOf(aPromotion({ startsAt, endsAt, kind }), startsAt)).toBe('LIVE');
  });

  it('is never LIVE where a promotion ends as it starts', () => {
    expect(statusOf(aPromotion({ startsAt, endsAt: startsAt }), startsAt)).toBe('COMPLETED');
  });
});

it('the external identifier of a promotion has 255 characters at most', () => {
  expect(MAX_PROMO_IDENTIFIER_LENGTH).toBe(255);
});
