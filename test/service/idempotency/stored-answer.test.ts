import { describe, expect, it } from 'vitest';
import type { BulkOutcome } from '../../../src/service/promotion-service.js';
import { readAnswer, writeAnswer } from '../../../src/service/idempotency/stored-answer.js';
import { aPromotion } from '../../support/promotion.js';

const expiresAt = new Date('2026-04-11T09:00:00.123Z');

describe('a stored answer', () => {
  it.each<[string, BulkOutcome]>([
    [
      'of all kinds of customers',
      {
        status: 'settled',
        decidedAt: new Date('2026-04-01T09:00:00Z'),
        // A text that looks like an instant is none.
        promotion: aPromotion({ name: '2026-04-01T09:00:00.000Z', promoIdentifier: null, earnLimit: null }),
        customers: [
          { status: 'enrolled', customerId: '9223372036854775807', issualId: '847', expiresAt },
          { status: 'earned', customerId: '2', issualId: '847', earnedId: '840', expiresAt },
          { status: 'enrolmentRevoked', customerId: '3', issualId: '847' },
          { status: 'earningsRevoked', customerId: '4', issualId: '847', earnedIds: ['840', '841'] },
          {
            status: 'refused',
            customerId: null,
            refusal: { fault: 'INVALID_SOURCE', field: ['source'] },
          },
        ],
      },
    ],
    ['of nobody', { status: 'settled', decidedAt: expiresAt, promotion: aPromotion(), customers: [] }],
    [
      'that refuses the request',
      { status: 'refused', refusal: { fault: 'INVALID_PROGRAM', field: ['programId'] } },
    ],
    [
      'that tells when to come back',
      { status: 'refused', refusal: { fault: 'PROMOTION_INACTIVE', retryAfterMs: 5 } },
    ],
  ])('%s is read as it was written', (_, outcome) => {
    const answer = { identifierValues: ['2026-04-01T09:00:00.000Z', '919000001001'], outcome };
    expect(readAnswer(writeAnswer(answer))).toStrictEqual(answer);
  });
});
