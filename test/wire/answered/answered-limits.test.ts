import { describe, expect, it } from 'vitest';
import { decodeLimits } from '../../../src/wire/answered/answered-limits.js';

const unlimited = { limit: null, used: 0 };
const noLimits = {
  enrolments: unlimited,
  earnings: unlimited,
  totalEarnings: unlimited,
  enrolmentExpiryDays: null,
  earningExpiryDays: null,
  restrictsEarnings: false,
};

/** The limits of a promotion with these restrictions in promotionData. */
function limitsOf(promotionRestriction: object) {
  return decodeLimits({ promotionRestriction });
}

/** The limits of a promotion with these restrictions at the route of one promotion. */
function limitsByName(restrictions: object) {
  return decodeLimits({ promotionRestrictions: { restrictions } });
}

describe('the limits of a promotion at a platform', () => {
  it.each([
    ['are left out', {}],
    ['are null', { promotionRestriction: null, promotionRestrictions: null }],
    ['are text', { promotionRestriction: 'none', promotionRestrictions: 'none' }],
    ['are an object without lists', { promotionRestriction: {} }],
    ['are text at the route of one promotion', { promotionRestrictions: { restrictions: 'none' } }],
    ['are no lists', { promotionRestriction: { issualRestrictions: 5, earnRestrictions: {} } }],
  ])('are none when the restrictions %s', (_, fields) => {
    expect(decodeLimits(fields)).toEqual(noLimits);
  });

  it.each([
    ['NUMBER_OF_ISSUALS', 'issualRestrictions', 'CUSTOMER', 'enrolments'],
    ['ISSUAL', 'issualRestrictions', 'CUSTOMER', 'enrolments'],
    [undefined, 'issualRestrictions', 'CUSTOMER', 'enrolments'],
    ['NUMBER_OF_EARNS', 'earnRestrictions', 'CUSTOMER', 'earnings'],
    ['EARN', 'earnRestrictions', 'CUSTOMER', 'earnings'],
    [undefined, 'earnRestrictions', 'CUSTOMER', 'earnings'],
    ['NUMBER_OF_EARNS', 'earnRestrictions', 'PROMOTION', 'totalEarnings'],
    ['EARN', 'earnRestrictions', 'PROMOTION', 'totalEarnings'],
  ])('with the kpi %s in the %s on a %s are those of %s', (kpi, list, limitOn, name) => {
    const restriction = { kpi, limitOn, maxLimit: '5', currentCustomerUsage: '2' };
    expect(limitsOf({ [list]: [null, restriction] })).toEqual({
      ...noLimits,
      restrictsEarnings: list === 'earnRestrictions',
      [name]: { limit: 5, used: 2 },
    });
  });

  it.each([
    ['MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', 'issualRestrictions', 'enrolments'],
    ['MAX_NUMBER_OF_EARNS_PER_CUSTOMER', 'earnRestrictions', 'earnings'],
    ['MAX_NUMBER_OF_EARNS_PER_PROMOTION', 'earnRestrictions', 'totalEarnings'],
  ])('with the name %s in the %s are those of %s', (name, list, limit) => {
    expect(limitsByName({ [list]: [{ name, value: '5' }] })).toEqual({
      ...noLimits,
      restrictsEarnings: list === 'earnRestrictions',
      [limit]: { limit: 5, used: 0 },
    });
  });

  it.each([
    ['another kpi', { kpi: 'POINTS', limitOn: 'CUSTOMER', maxLimit: '5' }],
    ['another kpi on the promotion', { kpi: 'ISSUAL', limitOn: 'PROMOTION', maxLimit: '5' }],
    ['nothing that they are on', { kpi: 'EARN', maxLimit: '5' }],
    ['another name, though the kpi is right', { name: 'X', kpi: 'EARN', limitOn: 'CUSTOMER', maxLimit: '5' }],
  ])('are not those of a restriction that has %s', (_, restriction) => {
    expect(limitsOf({ earnRestrictions: [restriction] })).toEqual({ ...noLimits, restrictsEarnings: true });
  });

  it('are those of promotionData when a promotion has both forms', () => {
    const fields = {
      promotionRestriction: { issualRestrictions: [{ limitOn: 'CUSTOMER', maxLimit: 5 }] },
      promotionRestrictions: {
        restrictions: { issualRestrictions: [{ name: 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', value: 6 }] },
      },
    };
    expect(decodeLimits(fields)).toMatchObject({ enrolments: { limit: 5 } });
  });

  it.each([
    ['zero', '0', 0],
    ['a number', 7, 7],
    ['negative, which means unlimited', '-1', null],
    ['null, which means unlimited', null, null],
  ])('may be %s', (_, maxLimit, limit) => {
    const { earnings } = limitsOf({ earnRestrictions: [{ limitOn: 'CUSTOMER', maxLimit }] });
    expect(earnings).toEqual({ limit, used: 0 });
  });

  it.each(['few', '', '1.5', {}, true])('cannot be read when one is %o', (maxLimit) => {
    const read = () => limitsOf({ earnRestrictions: [{ limitOn: 'CUSTOMER', maxLimit }] });
    const message = 'A limit cannot be read';
    expect(read).toThrow(expect.objectContaining({ name: 'UnreadableAnswer', message }));
  });

  it.each(['few', '', '1.5', {}])('cannot be read when the usage of one is %o', (currentCustomerUsage) => {
    const restriction = { limitOn: 'CUSTOMER', maxLimit: 5, currentCustomerUsage };
    const message = 'The usage of a limit cannot be read';
    const error: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect(() => limitsOf({ earnRestrictions: [restriction] })).toThrow(error);
  });
});

describe('the expiry of a promotion at a platform', () => {
  const expiry = (name: string, type: string, value: unknown) =>
    limitsByName({ expiryRestrictions: [null, { name, type, value }] });

  it.each([
    ['ISSUAL_PROMOTION_EXPIRY_BASED_ON', { enrolmentExpiryDays: 10 }],
    ['EARN_PROMOTION_EXPIRY_BASED_ON', { earningExpiryDays: 10 }],
    ['REDEMPTION_PROMOTION_EXPIRY_BASED_ON', {}],
  ])('by %s is in days when it is a custom one', (name, days) => {
    expect(expiry(name, 'CUSTOM', '10')).toEqual({ ...noLimits, ...days });
  });

  it('is that of the promotion when it is no custom one', () => {
    expect(expiry('EARN_PROMOTION_EXPIRY_BASED_ON', 'PROMOTION', '10')).toEqual(noLimits);
  });

  it('cannot be read when it is no number of days', () => {
    const message = 'An expiry cannot be read';
    const error: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect(() => expiry('EARN_PROMOTION_EXPIRY_BASED_ON', 'CUSTOM', 'soon')).toThrow(error);
  });
});
