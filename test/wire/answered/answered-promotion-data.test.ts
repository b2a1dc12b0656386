import { describe, expect, it } from 'vitest';
import { decodePromotionData } from '../../../src/wire/answered/answered-promotion-data.js';

const programOf = (programId: string) => ({ programId, name: 'Rewards', active: true });

const fields = {
  promotionId: 500,
  promotionName: 'Spring',
  programId: 10,
  active: true,
  startDate: '2026-01-01T00:00:00Z',
  endDate: '2026-12-31T00:00:00Z',
  pointsOfferType: 'LOYALTY_EARNING',
};

function decode(changes: object) {
  return decodePromotionData({ customerId: 7, promotions: [], ...changes }, programOf);
}

/** The page with the one promotion, with other members in place of its own. */
function pageOf(changes: object) {
  const page = decode({ promotions: [{ ...fields, ...changes }] });
  if (page.status === 'refused') throw new Error('The page is refused');
  return page;
}

function anEnrolment(enrollmentId: unknown, enrollmentDate: string, changes: object = {}): object {
  return { enrollmentId, enrollmentDate, ...changes };
}

function anEarning(issualId: unknown, issualDate: string, changes: object = {}): object {
  return { issualId, issualDate, ...changes };
}

const first = '2026-04-01T09:00:00Z';
const second = '2026-04-02T09:00:00Z';
const recordedAt = (at: string) => ({ at: new Date(at), clientId: null, requestId: null });

describe('a page of promotionData', () => {
  it.each<[string, object, number | null]>([
    ['no details', {}, null],
    ['details that are text', { pageDetails: 'none' }, null],
    ['a total of null', { pageDetails: { total: null } }, null],
    ['a total', { pageDetails: { total: 5 } }, 5],
    ['a total as text', { pageDetails: { total: '5' } }, 5],
    ['the documented name of a total', { pageDetails: { totalEntries: 6 } }, 6],
    ['both names of a total', { pageDetails: { totalEntries: 6, total: 5 } }, 5],
  ])('with %s has that total', (_, changes, total) => {
    expect(decode(changes)).toEqual({
      status: 'found',
      customerId: '7',
      histories: [],
      unreadable: [],
      listed: 0,
      total,
    });
  });

  it('has a total that is exactly what it lists', () => {
    expect(decode({ promotions: [fields], pageDetails: { total: 1 } })).toMatchObject({
      listed: 1,
      total: 1,
    });
  });

  it('is refused for its first error, and for an operation that is no revocation', () => {
    const errors = [{ code: 8902 }, { code: 8015 }];
    expect(decode({ errors })).toEqual({ status: 'refused', refusal: { fault: 'ACTION_NOT_SUPPORTED' } });
  });

  it.each<[string, unknown, string]>([
    ['is text', 'none', 'The answer is not a JSON object'],
    ['is null', null, 'The answer is not a JSON object'],
    ['has errors that are no list', { errors: 'none' }, 'The errors of the answer cannot be read'],
    ['has no list', { customerId: 7, promotions: {} }, 'The list of promotions cannot be read'],
    ['names no customer', { promotions: [] }, 'An id cannot be read'],
    [
      'has a total below what it lists',
      { customerId: 7, promotions: [fields], pageDetails: { total: 0 } },
      'A total cannot be read',
    ],
    [
      'has a total that is a fraction',
      { customerId: 7, promotions: [], pageDetails: { total: 1.5 } },
      'A total cannot be read',
    ],
    [
      'has an empty total',
      { customerId: 7, promotions: [], pageDetails: { total: '' } },
      'A total cannot be read',
    ],
  ])('that %s cannot be read, and the error says so', (_, body, message) => {
    const error: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect(() => decodePromotionData(body, programOf)).toThrow(error);
  });

  it.each<[string, object, string]>([
    ['no program', { programId: null }, 'An id cannot be read'],
    ['enrolments that are no list', { customerPromotionTimelines: 'none' }, 'An enrolment cannot be read'],
    ['an enrolment that is none', { customerPromotionTimelines: [5] }, 'An enrolment cannot be read'],
    [
      'an enrolment without an id',
      { customerPromotionTimelines: [anEnrolment(null, first)] },
      'An id cannot be read',
    ],
    [
      'an enrolment without a date',
      { customerPromotionTimelines: [anEnrolment(1, '')] },
      'A date cannot be read',
    ],
    [
      'earnings that are no list',
      { customerPromotionTimelines: [anEnrolment(1, first, { issuedDetails: 'none' })] },
      'An earning cannot be read',
    ],
    [
      'an earning without an id',
      { customerPromotionTimelines: [anEnrolment(1, first, { issuedDetails: [anEarning('x', first)] })] },
      'An id cannot be read',
    ],
  ])('lists a promotion that has %s as unreadable, with the reason', (_, changes, message) => {
    const { histories, unreadable } = pageOf(changes);
    const cause: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect({ histories, unreadable }).toEqual({ histories: [], unreadable: [{ promotionId: '500', cause }] });
  });

  it('lists a promotion that is no object as unreadable, without an id', () => {
    const cause: unknown = expect.objectContaining({ message: 'A promotion cannot be read' });
    expect(decode({ promotions: [null] })).toMatchObject({ unreadable: [{ promotionId: null, cause }] });
  });
});

describe('a history of promotionData', () => {
  it('has the enrolments and their earnings from the oldest to the latest', () => {
    const issuedDetails = [
      anEarning('10', second, { redeemedCount: 3, issualExpiryDate: '2026-05-02T00:00:00Z' }),
      anEarning('9', second, { redeemedCount: 'often', issualExpiryDate: '' }),
      anEarning('11', first, { redeemedCount: '0' }),
    ];
    const { histories } = pageOf({
      customerPromotionTimelines: [
        anEnrolment('100', second, { issuedDetails }),
        anEnrolment('99', second, { enrollmentExpiryDate: '2026-05-01T00:00:00Z' }),
        anEnrolment('101', first, { issuedDetails: null }),
      ],
    });
    const own = { revoked: null };
    expect(histories[0]?.enrolments).toEqual([
      { ordinal: 1, issualId: '101', enrolled: recordedAt(first), expiresAt: null, ...own, earnings: [] },
      {
        ordinal: 2,
        issualId: '99',
        enrolled: recordedAt(second),
        expiresAt: new Date('2026-05-01T00:00:00Z'),
        ...own,
        earnings: [],
      },
      {
        ordinal: 3,
        issualId: '100',
        enrolled: recordedAt(second),
        expiresAt: null,
        ...own,
        earnings: [
          { earnedId: '11', earned: recordedAt(first), expiresAt: null, ...own, redeemedCount: 0 },
          { earnedId: '9', earned: recordedAt(second), expiresAt: null, ...own },
          {
            earnedId: '10',
            earned: recordedAt(second),
            expiresAt: new Date('2026-05-02T00:00:00Z'),
            ...own,
            redeemedCount: 3,
          },
        ],
      },
    ]);
  });

  it('says nothing of redemptions that the platform does not count', () => {
    const issuedDetails = [anEarning('9', first)];
    const { histories } = pageOf({
      customerPromotionTimelines: [anEnrolment('1', first, { issuedDetails })],
    });
    expect(histories[0]?.enrolments[0]?.earnings[0]).not.toHaveProperty('redeemedCount');
  });

  const restrictions = (kpi: string, limitOn: string, used: unknown) => [
    { kpi, limitOn, maxLimit: '9', currentCustomerUsage: used },
  ];

  it.each([
    ['0', 9],
    ['2', 7],
    ['9', 0],
    ['12', 0],
  ])('has what is left of a total of 9 when %s are used: %i', (used, totalLeft) => {
    const promotionRestriction = { earnRestrictions: restrictions('EARN', 'PROMOTION', used) };
    expect(pageOf({ promotionRestriction }).histories).toMatchObject([{ totalLeft }]);
  });

  it('has no rest of a total without a limit', () => {
    expect(pageOf({}).histories).toMatchObject([{ totalLeft: null }]);
  });

  it.each([
    ['more than it lists', '5', { enrolmentsUsed: 5, earningsUsed: 5 }],
    ['less than it lists', '0', { enrolmentsUsed: 1, earningsUsed: 2 }],
  ])('counts the higher number when the platform counts %s', (_, used, standing) => {
    const issuedDetails = [anEarning('9', first), anEarning('10', first)];
    const promotionRestriction = {
      issualRestrictions: restrictions('ISSUAL', 'CUSTOMER', used),
      earnRestrictions: restrictions('EARN', 'CUSTOMER', used),
    };
    const customerPromotionTimelines = [anEnrolment('1', first, { issuedDetails })];
    const { histories } = pageOf({ promotionRestriction, customerPromotionTimelines });
    expect(histories).toMatchObject([{ standing }]);
  });

  it.each([{ customerId: 7 }, { customerId: 7, promotions: null }])(
    'has no promotions where %j leaves them out',
    (body) => {
      expect(decodePromotionData(body, programOf)).toMatchObject({ status: 'found', histories: [] });
    },
  );

  it('counts the earnings of a Direct Issue promotion by the cap that the platform has for them', () => {
    const promotionRestriction = { issualRestrictions: restrictions('ISSUAL', 'CUSTOMER', '4') };
    const { histories } = pageOf({ pointsOfferType: 'LOYALTY', promotionRestriction });
    expect(histories).toMatchObject([
      { promotion: { earnLimit: 9 }, standing: { enrolmentsUsed: 0, earningsUsed: 4 } },
    ]);
  });

  it('counts no earnings of an Enrol & Issue promotion by the cap on its enrolments', () => {
    const promotionRestriction = { issualRestrictions: restrictions('ISSUAL', 'CUSTOMER', '4') };
    const standing = { enrolmentsUsed: 4, earningsUsed: 0 };
    expect(pageOf({ promotionRestriction }).histories).toMatchObject([{ standing }]);
  });
});
