import { describe, expect, it } from 'vitest';
import { decodePromotionAnswer } from '../../../src/wire/answered/answered-promotion.js';
import { encodePromotion } from '../../../src/wire/promotions/promotion.js';
import { aPromotion } from '../../support/promotion.js';

const programOf = (programId: string) => ({ programId, name: 'Rewards', active: true });

const unused = { enrolmentsUsed: 0, earningsUsed: 0, totalLeft: null };

/** The answer about promotion 500, with other members in place of its own. */
function answered(changes: object) {
  const data = encodePromotion(aPromotion(), unused);
  return decodePromotionAnswer({ ...data, ...changes }, programOf);
}

/** A promotion of which only the one restriction of its earnings is answered. */
function earnRestriction(restriction: object): object {
  return { promotionRestriction: { earnRestrictions: [restriction] } };
}

describe('the answer about one promotion', () => {
  it.each([
    ['LOYALTY_EARNING', 'ENROL_AND_ISSUE'],
    ['ISSUE_AND_EARN', 'ENROL_AND_ISSUE'],
    ['ENROL_AND_ISSUE', 'ENROL_AND_ISSUE'],
    ['LOYALTY', 'DIRECT_ISSUE'],
    ['DIRECT', 'DIRECT_ISSUE'],
    ['DIRECT_EARN', 'DIRECT_ISSUE'],
    ['DIRECT_ISSUE', 'DIRECT_ISSUE'],
    ['GENERIC', 'GENERIC'],
  ])('with the type %s is one of a promotion of the kind %s', (pointsOfferType, kind) => {
    expect(answered({ pointsOfferType })).toMatchObject({ kind });
  });

  it('names the program that the promotion belongs to', () => {
    const program = { programId: '12', name: 'Rewards', active: true };
    expect(answered({ programId: 12 })).toMatchObject({ program });
  });

  it.each([[true], [false]])('says whether the promotion is switched on: %s', (active) => {
    expect(answered({ active })).toMatchObject({ active });
  });

  it.each([
    ['zero as text', { maxLimit: '0' }, 0],
    ['zero as a number', { maxLimit: 0 }, 0],
    ['one', { maxLimit: '1' }, 1],
    ['-1, which means none', { maxLimit: '-1' }, null],
    ['left out', {}, null],
  ])('has a limit of earnings that is %s', (_, members, earnLimit) => {
    const restriction = { kpi: 'EARN', limitOn: 'CUSTOMER', ...members };
    expect(answered(earnRestriction(restriction))).toMatchObject({ earnLimit });
  });

  it.each([
    ['CUSTOMER', { earnLimit: 4, totalEarnLimit: null }],
    ['PROMOTION', { earnLimit: null, totalEarnLimit: 4 }],
    ['STORE', { earnLimit: null, totalEarnLimit: null }],
  ])('has a limit on what a %s earns where it belongs', (limitOn, limits) => {
    const restriction = { kpi: 'EARN', limitOn, maxLimit: '4' };
    expect(answered(earnRestriction(restriction))).toMatchObject(limits);
  });

  it.each<[string, unknown, string]>([
    ['it is text', 'gone', 'The answer is not a JSON object'],
    ['it is a list', [], 'The answer is not a JSON object'],
    ['it is null', null, 'The answer is not a JSON object'],
    [
      'it is an error other than that there is no such promotion',
      { errors: [{ code: 8015, message: 'no customer' }] },
      'The platform refused to answer a promotion (8015)',
    ],
  ])('cannot be read when %s, and the error says so', (_, body, message) => {
    const read = () => decodePromotionAnswer(body, programOf);
    expect(read).toThrow(expect.objectContaining({ name: 'UnreadableAnswer', message }));
  });

  it.each([
    ['a start that is no date', { startDate: 'soon' }, 'A date cannot be read'],
    ['an end that is no date', { endDate: 'never' }, 'A date cannot be read'],
    [
      'a limit that is no number',
      earnRestriction({ kpi: 'EARN', limitOn: 'CUSTOMER', maxLimit: 'few' }),
      'A limit cannot be read',
    ],
    [
      'a limit that is a fraction',
      earnRestriction({ kpi: 'EARN', limitOn: 'PROMOTION', maxLimit: '1.5' }),
      'A limit cannot be read',
    ],
  ])('cannot be read when it has %s, and the error says so', (_, changes, message) => {
    const error: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect(() => answered(changes)).toThrow(error);
  });

  it.each<[string, object, string]>([
    ['errors that are no list', { errors: 'none' }, 'An error cannot be read'],
    ['an error that is no object', { errors: [null] }, 'An error cannot be read'],
    ['validation errors that are no list', { validationErrors: 'none' }, 'An error cannot be read'],
    ['data that is text', { data: 'none' }, 'A promotion cannot be read'],
    ['a list of texts for its data', { data: ['none'] }, 'A promotion cannot be read'],
    ['a type that is not known', { pointsOfferType: 'OTHER' }, 'The kind of a promotion cannot be read'],
    ['an empty type', { pointsOfferType: '' }, 'The kind of a promotion cannot be read'],
    ['no id', { promotionId: null }, 'An id cannot be read'],
    ['a program that has no id', { programId: 'x' }, 'An id cannot be read'],
  ])('cannot be read when it has %s, and the error has those words', (_, changes, message) => {
    const error: unknown = expect.objectContaining({ name: 'UnreadableAnswer', message });
    expect(() => answered(changes)).toThrow(error);
  });

  it('with no data is read as the promotion itself, which has members of its own', () => {
    expect(() => decodePromotionAnswer({}, programOf)).toThrow('An id cannot be read');
  });

  it.each([{ data: null }, { data: null, validationErrors: null }, { data: null, errors: [], id: 7 }])(
    'is no promotion in %j, where the platform has none and no error',
    (body) => {
      expect(decodePromotionAnswer(body, programOf)).toBeNull();
    },
  );

  it('is no promotion when its data is an empty list or a list of null', () => {
    for (const data of [[], [null]]) expect(decodePromotionAnswer({ data }, programOf)).toBeNull();
  });

  it('takes the first of a list of promotions', () => {
    const data = encodePromotion(aPromotion(), unused);
    const body = { data: [{ ...data, promotionId: 501 }, data] };
    expect(decodePromotionAnswer(body, programOf)).toMatchObject({ promotionId: '501' });
  });

  it.each([
    ['errors', 1101],
    ['errors', 8874],
    ['validationErrors', 2010],
    ['validationErrors', 4029],
  ])('is no promotion when its %s have the code %i', (member, code) => {
    expect(answered({ [member]: [{ code, message: 'unknown' }] })).toBeNull();
  });

  it('cannot be read for a validation error that says something else', () => {
    const validationErrors = [{ code: 8015, message: 'no customer' }];
    expect(() => answered({ validationErrors })).toThrow('The platform refused to answer a promotion (8015)');
  });

  it('has the name of the program in the answer when the list of programs has none', () => {
    const data = encodePromotion(aPromotion(), unused);
    const fields = { ...data, programName: 'Shops' };
    const nameless = (programId: string) => ({ programId, name: '', active: false });
    const program = { programId: '10', name: 'Shops', active: false };
    expect(decodePromotionAnswer(fields, nameless)).toMatchObject({ program });
    expect(decodePromotionAnswer(fields, programOf)).toMatchObject({ program: { name: 'Rewards' } });
  });

  it.each<[string, object, boolean]>([
    ['on by a switch as text', { active: 'true' }, true],
    ['off by a switch as text', { active: 'false' }, false],
    ['off by a switch of another form', { active: 1 }, false],
    ['on by its second name of the switch', { active: null, isActive: true }, true],
    ['off by its second name of the switch', { active: null, isActive: false }, false],
    ['off by its first switch, though the second is on', { active: false, isActive: true }, false],
    ['off by its status', { active: null, promotionStatus: 'INACTIVE' }, false],
    ['on by its status', { active: null, promotionStatus: 'LIVE' }, true],
    ['on by a switch beside another status', { active: true, promotionStatus: 'INACTIVE' }, true],
  ])('is of a promotion that is switched %s', (_, changes, active) => {
    expect(answered(changes)).toMatchObject({ active });
  });

  it.each([
    ['no dates', { startDate: null, endDate: null }],
    ['empty dates', { startDate: '', endDate: '' }],
  ])('with %s is of a promotion that has run since 1970 and has no end', (_, changes) => {
    const dates = { startsAt: new Date(0), endsAt: new Date('9999-12-31T23:59:59Z') };
    expect(answered(changes)).toMatchObject(dates);
  });

  it('has the names and the id that the route of one promotion has', () => {
    const changes = { promotionId: undefined, id: 502, promotionName: undefined, name: 'Autumn' };
    expect(answered(changes)).toMatchObject({ promotionId: '502', name: 'Autumn' });
  });

  it('passes on what no rule needs, without what is missing or null', () => {
    const details = {
      description: 'Two for one',
      eventName: 'TransactionAdd',
      promotionMetadata: [{ key: 'banner' }],
      limits: [],
      customerUsage: [1],
      promotionRestriction: {},
      promotionRestrictions: { restrictions: {} },
    };
    expect(answered(details)?.platformDetails).toEqual(details);
    expect(answered({ promotionRestriction: null, description: null })?.platformDetails).toEqual({});
  });
});

describe('a promotion that the platform answers without a type', () => {
  const cap = { issualRestrictions: [{ kpi: 'ISSUAL', limitOn: 'CUSTOMER', maxLimit: '3' }] };
  const earnRestrictions = [{ kpi: 'EARN', limitOn: 'CUSTOMER', maxLimit: '2' }];

  it.each<[string, object, object]>([
    ['DIRECT_ISSUE with a cap alone', {}, { kind: 'DIRECT_ISSUE', enrolmentLimit: null, earnLimit: 3 }],
    [
      'DIRECT_ISSUE with a cap, and an enrolment that has an earning',
      { customerPromotionTimelines: [{ issuedDetails: [{}] }] },
      { kind: 'DIRECT_ISSUE' },
    ],
    [
      'DIRECT_ISSUE with a cap, and an enrolment that is none',
      { customerPromotionTimelines: [null] },
      { kind: 'DIRECT_ISSUE' },
    ],
    [
      'ENROL_AND_ISSUE with an enrolment that has no earning',
      { customerPromotionTimelines: [{ issuedDetails: [{}] }, { issuedDetails: [] }] },
      { kind: 'ENROL_AND_ISSUE', enrolmentLimit: 3, earnLimit: null },
    ],
    [
      'ENROL_AND_ISSUE with a restriction of earnings',
      { promotionRestriction: { ...cap, earnRestrictions } },
      { kind: 'ENROL_AND_ISSUE', enrolmentLimit: 3, earnLimit: 2 },
    ],
    [
      'ENROL_AND_ISSUE without a limit of enrolments',
      { promotionRestriction: {} },
      { kind: 'ENROL_AND_ISSUE', enrolmentLimit: null, earnLimit: null },
    ],
  ])('is %s', (_, changes, expected) => {
    const fields = { pointsOfferType: null, promotionRestriction: cap, ...changes };
    expect(answered(fields)).toMatchObject(expected);
  });

  it('of the type Direct Issue has the limit of its earnings before that of its enrolments', () => {
    const promotionRestriction = { ...cap, earnRestrictions };
    const fields = { pointsOfferType: 'DIRECT', promotionRestriction };
    expect(answered(fields)).toMatchObject({ enrolmentLimit: null, earnLimit: 2 });
  });
});
