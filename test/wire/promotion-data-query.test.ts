import { describe, expect, it } from 'vitest';
import { availabilities } from '../../src/domain/availability.js';
import { promotionKinds } from '../../src/domain/promotion.js';
import { decodePromotionDataQuery } from '../../src/wire/promotions/promotion-data-query.js';
import { UnreadableQuery } from '../../src/wire/promotions/query-parameters.js';

const anything = { availability: null, kind: null, programIds: null };

/** The error that a query is refused with. */
function errorOf(query: Record<string, unknown>): unknown {
  try {
    return decodePromotionDataQuery(query);
  } catch (error) {
    return error;
  }
}

describe('the query of promotionData', () => {
  it('asks for the first 100 promotions of any kind when it has no parameters', () => {
    expect(decodePromotionDataQuery({})).toEqual({ limit: 100, offset: 0, filter: anything });
  });

  it('reads an empty parameter as an absent one', () => {
    const names = ['limit', 'offset', 'promotionStatusForCustomer', 'promotionType', 'programs'];
    const empty = Object.fromEntries(names.map((name) => [name, '']));
    expect(decodePromotionDataQuery(empty)).toEqual({ limit: 100, offset: 0, filter: anything });
  });

  it('ignores a parameter that it does not know', () => {
    expect(decodePromotionDataQuery({ page: ['1', '2'] })).toEqual({
      limit: 100,
      offset: 0,
      filter: anything,
    });
  });

  it.each([
    ['the smallest limit', { limit: '0' }, { limit: 0 }],
    ['a limit with a leading zero', { limit: '007' }, { limit: 7 }],
    ['the largest limit', { limit: '100' }, { limit: 100 }],
    ['the smallest offset', { offset: '0' }, { offset: 0 }],
    ['an offset of two digits', { offset: '25' }, { offset: 25 }],
    ['the largest offset', { offset: '1000000000' }, { offset: 1_000_000_000 }],
    ['a limit with an offset', { limit: '20', offset: '40' }, { limit: 20, offset: 40 }],
  ])('reads %s', (_, query, paging) => {
    expect(decodePromotionDataQuery(query)).toEqual({ limit: 100, offset: 0, filter: anything, ...paging });
  });

  it.each(['101', '-1', '1.5', '1e1', ' 5', '5 ', '+5', '0x1', 'ten', '00000000001'])(
    'refuses the limit "%s" with its bounds',
    (limit) => {
      const refusal = new UnreadableQuery('limit must be a whole number from 0 to 100');
      expect(errorOf({ limit })).toStrictEqual(refusal);
    },
  );

  it.each(['1000000001', '-1', '0.5', '10000000000', '00000000000', 'first'])(
    'refuses the offset "%s" with its bounds',
    (offset) => {
      const refusal = new UnreadableQuery('offset must be a whole number from 0 to 1000000000');
      expect(errorOf({ offset })).toStrictEqual(refusal);
    },
  );

  it.each(availabilities)(
    'keeps only promotions that are %s for the customer when it says so',
    (availability) => {
      const query = { promotionStatusForCustomer: availability };
      expect(decodePromotionDataQuery(query).filter).toEqual({ ...anything, availability });
    },
  );

  it.each(promotionKinds)('keeps only promotions of the kind %s when it says so', (kind) => {
    expect(decodePromotionDataQuery({ promotionType: kind }).filter).toEqual({ ...anything, kind });
  });

  it.each([
    [
      'promotionStatusForCustomer',
      'available_to_earn',
      'AVAILABLE_TO_ENROL, AVAILABLE_TO_EARN, AVAILABLE_TO_REDEEM, EXPIRED',
    ],
    [
      'promotionStatusForCustomer',
      'GENERIC',
      'AVAILABLE_TO_ENROL, AVAILABLE_TO_EARN, AVAILABLE_TO_REDEEM, EXPIRED',
    ],
    ['promotionType', 'DIRECT', promotionKinds.join(', ')],
    ['promotionType', 'EXPIRED', promotionKinds.join(', ')],
  ])('refuses the %s "%s" with the values that it may have', (name, value, values) => {
    expect(errorOf({ [name]: value })).toStrictEqual(new UnreadableQuery(`${name} must be one of ${values}`));
  });

  it.each([
    ['one id', '10', ['10']],
    ['ids with spaces around them', ' 10 , 20', ['10', '20']],
    ['an id that is named twice', '10,10', ['10']],
    ['an id beside one that is none', '10,x,-5', ['10']],
    ['an id beside an empty one', '10,,', ['10']],
    ['a text without an id, which matches no program', 'x', []],
    ['a comma alone, which matches no program', ',', []],
    ['the largest id', '9223372036854775807', ['9223372036854775807']],
  ])('reads the programs of a list that is %s', (_, programs, ids) => {
    const { filter } = decodePromotionDataQuery({ programs });
    expect(filter).toEqual({ ...anything, programIds: new Set(ids) });
  });

  it.each(['limit', 'offset', 'promotionStatusForCustomer', 'promotionType', 'programs'])(
    'refuses a %s that is repeated',
    (name) => {
      const refusal = new UnreadableQuery(`${name} must not be repeated`);
      expect(errorOf({ [name]: ['1', '2'] })).toStrictEqual(refusal);
    },
  );

  it('is refused with an error that has its own name', () => {
    expect(errorOf({ limit: '101' })).toMatchObject({ name: 'UnreadableQuery' });
  });
});
