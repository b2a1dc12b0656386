import type { Promotion } from '../../src/domain/promotion.js';

/** A promotion that is live at TEST_NOW: 500 of program 10, ENROL_AND_ISSUE, one enrolment and one earning a customer. */
export function aPromotion(changes: Partial<Promotion> = {}): Promotion {
  return {
    promotionId: '500',
    promoIdentifier: 'spring-500',
    program: { programId: '10', name: 'Rewards', active: true },
    name: 'Spring',
    kind: 'ENROL_AND_ISSUE',
    active: true,
    startsAt: new Date('2026-01-01T00:00:00Z'),
    endsAt: new Date('2026-12-31T00:00:00Z'),
    enrolmentLimit: 1,
    earnLimit: 1,
    totalEarnLimit: null,
    enrolmentExpiryDays: null,
    earningExpiryDays: null,
    ...changes,
  };
}
