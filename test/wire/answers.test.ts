import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { historyOf, type FullHistory } from '../../src/domain/history.js';
import type { Promotion } from '../../src/domain/promotion.js';
import type { BulkOutcome, CustomerOutcome } from '../../src/service/promotion-service.js';
import { decodeBulkResponse } from '../../src/wire/answered/answered-bulk.js';
import { decodeMessages, refusalOf, warningOf } from '../../src/wire/answered/answered-message.js';
import { decodePromotionAnswer } from '../../src/wire/answered/answered-promotion.js';
import { decodePromotionData } from '../../src/wire/answered/answered-promotion-data.js';
import { decodeBulkRequest, encodeBulkRequest } from '../../src/wire/bulk-request.js';
import { encodeBulkOutcome, wireCodeOf } from '../../src/wire/bulk-response.js';
import { parseExactJson } from '../../src/wire/exact-json.js';
import {
  decodeIssueRequest,
  decodeIssueResponse,
  encodeIssueOutcome,
  encodeIssueRequest,
} from '../../src/wire/issue.js';
import type { Json } from '../../src/wire/json.js';
import { decodeLookup, decodeLookupAnswer, encodeLookup, encodeLookupQuery } from '../../src/wire/lookup.js';
import { decodePrograms, encodePrograms } from '../../src/wire/programs.js';
import { encodePromotion } from '../../src/wire/promotions/promotion.js';
import { encodePromotionsRefusal } from '../../src/wire/promotions/promotion-details.js';
import { encodePromotionData } from '../../src/wire/promotions/promotion-data.js';
import { UnreadableAnswer } from '../../src/wire/answered/unreadable-answer.js';
import { aPromotion } from '../support/promotion.js';

fc.configureGlobal({ seed: 20260401 });

/** What a value is once it went over the wire, ids of 64 bits in full. */
function overTheWire(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `<${part}>` : part));
  return parseExactJson(text.replace(/"<(\d+)>"/g, '$1'));
}

const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const program = { programId: '10', name: 'Rewards', active: true };
const programOf = () => program;

describe('JSON with numbers of 64 bits', () => {
  it.each([
    ['{"id":9223372036854775807}', { id: '9223372036854775807' }],
    ['[1234567890123456,-9223372036854775808]', ['1234567890123456', '-9223372036854775808']],
    [
      '{"text":"9223372036854775807 \\" 9223372036854775807"}',
      { text: '9223372036854775807 " 9223372036854775807' },
    ],
    [
      '[1.2345678901234567890, 12345678901234567890e2, 469]',
      [1.2345678901234567, 12345678901234567890e2, 469],
    ],
  ])('%s keeps every digit of an id', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it('is refused where it is none', () => {
    expect(() => parseExactJson('<h1>9223372036854775807</h1>')).toThrow(SyntaxError);
  });
});

describe('a bulk request', () => {
  const text = fc.string({ minLength: 1 });
  const request = fc.record({
    operation: fc.constant('REVOKE' as const),
    entityType: fc.constant('CUSTOMER'),
    action: fc.constantFrom('REVOKE_EARN', 'ENROL'),
    programId: fc.option(fc.oneof(id, text)),
    promotionId: fc.option(fc.oneof(id, text)),
    promoIdentifier: fc.option(text),
    identifierName: fc.constantFrom('id', 'mobile'),
    customers: fc.array(
      fc.record(
        { identifierValue: text, source: text, earnedIds: fc.option(fc.array(fc.oneof(id, text))) },
        { noNullPrototype: true },
      ),
    ),
  });

  const bulk = {
    operation: 'REVOKE',
    entityType: 'CUSTOMER',
    action: 'REVOKE_EARN',
    identifierName: 'MOBILE',
  } as const;

  it('is read as it was written', () => {
    fc.assert(
      fc.property(request, (written) => {
        const body = overTheWire(encodeBulkRequest(written)) as Json;
        expect(decodeBulkRequest('REVOKE', body)).toEqual(written);
      }),
    );
  });

  it('is written without the names and the earnings that it lacks', () => {
    const nameless = { programId: null, promotionId: null, promoIdentifier: null };
    const customers = [{ identifierValue: '7', source: 'ALL', earnedIds: null }];
    expect(encodeBulkRequest({ ...nameless, ...bulk, customers })).toStrictEqual({
      type: 'CUSTOMER',
      bulkAction: 'REVOKE_EARN',
      promotionDetails: {},
      identifierName: 'mobile',
      customers: [{ identifierValue: '7', source: 'ALL' }],
    });
  });

  it.each([
    ['500', 500],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['0500', '0500'],
    ['1.5', '1.5'],
    ['x', 'x'],
    ['', ''],
  ])('is written with the id %o as %o', (text, written) => {
    const names = { programId: text, promotionId: text, promoIdentifier: text };
    const customers = [{ identifierValue: text, source: 'ALL', earnedIds: [text] }];
    expect(encodeBulkRequest({ ...bulk, ...names, customers })).toMatchObject({
      promotionDetails: { programId: written, promotionId: written, promoIdentifier: text },
      customers: [{ identifierValue: text, earnIds: [written] }],
    });
  });

  it('of the single sibling is read as it was written', () => {
    const written: BulkRequest = {
      operation: 'ISSUE',
      entityType: 'CUSTOMER',
      action: 'ISSUE',
      programId: '10',
      promotionId: '9223372036854775807',
      promoIdentifier: null,
      identifierName: 'mobile',
      customers: [{ identifierValue: '919000001001', source: 'INSTORE' }],
    };
    const { query, body } = encodeIssueRequest(written);
    expect(decodeIssueRequest(query, overTheWire(body) as Json)).toEqual(written);
    const none = encodeIssueRequest({ ...written, programId: null, promotionId: null, customers: [] });
    expect(decodeIssueRequest(none.query, none.body)).toMatchObject({
      programId: null,
      promotionId: null,
      customers: [{ identifierValue: '', source: '' }],
    });
  });
});

/** Ids as no platform documents them. */
const unreadableIds = [
  'x',
  '',
  ' 5',
  '5 ',
  0,
  -5,
  '-5',
  1.5,
  '1.5',
  '1e3',
  1e21,
  '9223372036854775808',
  true,
  {},
  [5],
];

describe('the answer of a bulk operation', () => {
  const request = { promotionId: '500', promoIdentifier: null } as BulkRequest;
  const settled = (customer: CustomerOutcome): BulkOutcome => ({
    status: 'settled',
    decidedAt: new Date(),
    promotion: aPromotion(),
    customers: [customer],
  });
  const empty = {
    entityId: '7',
    programId: '10',
    promotionId: '500',
    issualId: null,
    earnedId: null,
    revokedIssualId: null,
    revokedEarnedIds: [],
  };
  const expiresAt = new Date();
  it.each<[CustomerOutcome, object]>([
    [{ status: 'enrolled', customerId: '7', issualId: '847', expiresAt }, { issualId: '847' }],
    [
      { status: 'earned', customerId: '7', issualId: '847', earnedId: '840', expiresAt },
      { issualId: '847', earnedId: '840' },
    ],
    [{ status: 'enrolmentRevoked', customerId: '7', issualId: '847' }, { revokedIssualId: '847' }],
    [
      {
        status: 'earningsRevoked',
        customerId: '7',
        issualId: '847',
        earnedIds: ['1', '9223372036854775807'],
      },
      { revokedEarnedIds: ['1', '9223372036854775807'] },
    ],
  ])('of %o has its ids', (outcome, ids) => {
    const body = overTheWire(encodeBulkOutcome(request, settled(outcome)));
    expect(decodeBulkResponse(body)).toEqual([{ result: { ...empty, ...ids }, errors: [], warnings: [] }]);
  });

  it.each([
    [null],
    ['<h1>'],
    [[]],
    [{}],
    [{ response: {} }],
    [{ response: [1] }],
    [{ response: [null] }],
    [{ response: [{ result: null }, 1] }],
  ])('is not %o', (body) => {
    expect(decodeBulkResponse(body)).toBeNull();
  });

  it('has no id where the answer has none', () => {
    const body = { response: [{ result: { entityId: 7, issualId: null } }, { result: null }] };
    const ids = { ...empty, programId: null, promotionId: null };
    expect(decodeBulkResponse(body)).toEqual([
      { result: ids, errors: [], warnings: [] },
      { result: null, errors: [], warnings: [] },
    ]);
  });

  it.each<[string, object]>([
    ...unreadableIds.flatMap((id): [string, object][] => [
      [`the entityId ${JSON.stringify(id)}`, { result: { entityId: id } }],
      [`the issualId ${JSON.stringify(id)}`, { result: { issualId: id } }],
      [`the revoked earning ${JSON.stringify(id)}`, { result: { revokedEarnIds: [1, id] } }],
    ]),
    ['one revoked earning that is no list', { result: { revokedEarnIds: 7 } }],
    ['a result that is text', { result: 'done' }],
    ['a result that is a list', { result: [] }],
    ['errors that are text', { result: {}, errors: 'none' }],
    ['an error that is none', { errors: [null] }],
    ['warnings that are no list', { result: {}, warnings: {} }],
  ])('has an entry that cannot be understood in one with %s', (_, entry) => {
    expect(decodeBulkResponse({ response: [entry, { result: {} }] })).toEqual([
      'unreadable',
      expect.objectContaining({ errors: [] }),
    ]);
  });

  it.each([
    { totalCount: 1 },
    { totalCount: '3' },
    { totalCount: {} },
    { totalCount: -2 },
    { totalCount: 2, failureCount: 0 },
    { failureCount: 2 },
  ])('is none with counts that are not those of its entries: %o', (counts) => {
    const response = [{ result: {} }, { errors: [{ code: 8015 }] }];
    expect(decodeBulkResponse({ response, totalCount: 2, failureCount: 1 })).toHaveLength(2);
    expect(decodeBulkResponse({ response, ...counts })).toBeNull();
  });

  it.each([
    [{ totalCount: 5, failureCount: 5 }, 1],
    [{ totalCount: '5', failureCount: 5 }, 1],
    [{ totalCount: 5, failureCount: 4 }, undefined],
    [{ totalCount: 5 }, undefined],
    [{ failureCount: 5 }, undefined],
  ])('with one entry that failed for all customers and the counts %o has %s', (counts, entries) => {
    const response = [{ errors: [{ code: 8015 }] }];
    expect(decodeBulkResponse({ response, ...counts })?.length).toBe(entries);
    expect(decodeBulkResponse({ response: [{ result: { issualId: 5 } }], ...counts })).toBeNull();
  });

  it('of the single sibling is like it, with one entry', () => {
    const outcome = settled({
      status: 'earned',
      customerId: '7',
      issualId: '847',
      earnedId: '840',
      expiresAt,
    });
    expect(decodeIssueResponse(overTheWire(encodeIssueOutcome(outcome)))).toEqual([
      { result: { ...empty, entityId: null, issualId: '847', earnedId: '840' }, errors: [], warnings: [] },
    ]);
    expect(decodeIssueResponse({ errors: [{ code: 8015, message: 'x' }] })).toEqual([
      { result: null, errors: [{ code: 8015, message: 'x' }], warnings: [] },
    ]);
    for (const body of ['<h1>', {}, { sideEffects: 5 }]) expect(decodeIssueResponse(body)).toBeNull();
    for (const sideEffects of [[{}, {}], [5], [{ issualId: '5', earnedId: 'x' }], 5]) {
      expect(decodeIssueResponse({ sideEffects, errors: [] })).toEqual(['unreadable']);
    }
  });
});

describe('a message', () => {
  const faults = (Object.keys(catalogue) as Fault[]).filter(
    (fault) =>
      !['IDEMPOTENCY_MISMATCH', 'IDEMPOTENCY_IN_PROGRESS', 'UNRECOGNISED', 'NO_CUSTOMERS'].includes(fault),
  );
  it.each(faults)('of %s is recognised by its code, under any message', (fault) => {
    const operation = fault === 'REVOKE_NOT_SUPPORTED' ? 'REVOKE' : 'ENROL_AND_EARN';
    // The gateway never leaves the action out, so the number means the other cause.
    const known = fault === 'MISSING_ACTION' ? 'ACTION_NOT_SUPPORTED' : fault;
    expect(refusalOf({ code: wireCodeOf(fault), message: 'in other words' }, operation)).toEqual({
      fault: known,
    });
  });

  it('of an empty identifier is the customer’s: a call that breaks a rule by itself never leaves', () => {
    expect(refusalOf({ code: 11013, message: '' }, 'REVOKE')).toEqual({ fault: 'EMPTY_IDENTIFIER' });
  });

  it('of an unknown code is passed on without personal data, and cut at a limit', () => {
    const long = `write to a.b@example.com or +91 (90000) 01001 ${'x'.repeat(500)}`;
    const { reported } = refusalOf({ code: 31337, message: long }, 'REVOKE');
    expect(reported?.restCode).toBe(31337);
    expect(reported?.message).toMatch(/^write to \[email\] or \[digits\] x+$/);
    expect(reported?.message).toHaveLength(300);
    expect(refusalOf({ code: 31337, message: '' }, 'REVOKE').reported?.message).toBe(
      catalogue.UNRECOGNISED.message,
    );
    expect(refusalOf({ code: NaN, message: 'odd' }, 'REVOKE')).toEqual({ fault: 'UNRECOGNISED' });
  });

  it.each([
    [8890, 8890],
    [NaN, null],
    [1.5, null],
  ])('of the code %d is a warning with the code %o, without personal data', (code, restCode) => {
    const message = `write to a.b@example.com ${'x'.repeat(500)}`;
    const shown = `write to [email] ${'x'.repeat(300)}`.slice(0, 300);
    expect(warningOf({ code, message })).toEqual({ restCode, message: shown });
  });

  it('is read in any form', () => {
    expect(decodeMessages([{ code: '8015', message: 5 }, {}])).toEqual([
      { code: 8015, message: '5' },
      { code: NaN, message: '' },
    ]);
    expect(decodeMessages(null)).toEqual([]);
  });

  it('is not read from what is none', () => {
    for (const messages of ['none', {}, [null], ['x']]) expect(decodeMessages(messages)).toBeNull();
  });
});

describe('a look-up', () => {
  it('is asked as it is read', () => {
    const key = { identifierName: 'MOBILE', value: '919000001001', source: 'INSTORE' } as const;
    expect(decodeLookup(encodeLookupQuery(key))).toEqual({
      identifierName: 'mobile',
      customer: { identifierValue: '919000001001', source: 'INSTORE' },
    });
  });

  it.each([
    [
      encodeLookup({ status: 'found', customerId: '9223372036854775807' }),
      { status: 'found', customerId: '9223372036854775807' },
    ],
    [
      encodeLookup({ status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } }),
      { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } },
    ],
    [{}, null],
    ['<h1>', null],
    [null, null],
    [{ errors: [{ code: 8902 }] }, { status: 'refused', refusal: { fault: 'ACTION_NOT_SUPPORTED' } }],
    [{ entity: '1e3' }, null],
    [{ entity: 7, errors: 'none' }, null],
  ])('answered by %o is read as %o', (body, lookup) => {
    expect(decodeLookupAnswer(overTheWire(body))).toEqual(lookup);
  });
});

describe('the list of programs', () => {
  it('is written with ids as numbers, and without warnings', () => {
    expect(encodePrograms([program])).toEqual({
      data: [
        {
          programId: 10,
          programName: 'Rewards',
          programDescription: null,
          pointsToCurrencyRatio: null,
          partnerPrograms: [],
          default: true,
        },
      ],
      warnings: [],
      errors: [],
    });
  });

  it('is read under its documented names', () => {
    const data = [{ programId: '469', programName: 'Rewards', default: true }];
    expect(decodePrograms({ data, warnings: [], errors: [] })).toEqual([
      { programId: '469', name: 'Rewards', active: true, platformDetails: { default: true } },
    ]);
    expect(decodePrograms({ data, errors: [{ code: 4000 }] })).toBeNull();
    expect(decodePrograms({ data: null, warnings: [], errors: [] })).toEqual([]);
    expect(decodePrograms({ data: 'none' })).toBeNull();
  });

  it('is read as it was written; what has no id is left out', () => {
    const programs = [program, { programId: '20', name: 'Old', active: false }];
    const body = overTheWire(encodePrograms(programs)) as { data: object[] };
    expect(decodePrograms({ data: [...body.data, { name: 'No id' }, null] })).toEqual([
      { ...program, platformDetails: { partnerPrograms: [], default: true } },
    ]);
    const earlier = programs.map(({ programId, name, active }) => ({ programId, name, active }));
    expect(decodePrograms({ programs: earlier })).toEqual(programs);
    expect(decodePrograms({})).toBeNull();
    expect(decodePrograms([])).toBeNull();
  });
});

const unused = { enrolmentsUsed: 0, earningsUsed: 0, totalLeft: null };

describe('a promotion', () => {
  const kinds = ['ENROL_AND_ISSUE', 'DIRECT_ISSUE', 'GENERIC'] as const;
  /** The answer has no limits that mean nothing to a kind. */
  const answered = (promotion: Promotion): Promotion => ({
    ...promotion,
    enrolmentLimit: promotion.kind === 'ENROL_AND_ISSUE' ? promotion.enrolmentLimit : null,
    earnLimit: promotion.kind === 'GENERIC' ? null : promotion.earnLimit,
    totalEarnLimit: promotion.kind === 'GENERIC' ? null : promotion.totalEarnLimit,
    platformDetails: { promotionRestriction: expect.any(Object) as unknown },
  });

  it.each(kinds)('of the kind %s is read as it was written', (kind) => {
    for (const limits of [
      { enrolmentLimit: 3, earnLimit: 2, totalEarnLimit: 9 },
      { enrolmentLimit: null, earnLimit: null },
    ]) {
      const promotion = aPromotion({ kind, program, ...limits });
      const body = overTheWire(encodePromotion(promotion, unused));
      expect(decodePromotionAnswer({ data: body }, programOf)).toEqual(answered(promotion));
      expect(decodePromotionAnswer(body, programOf)).toEqual(answered(promotion));
    }
  });

  it.each([4029, 2010])('is none after a validation error %i', (code) => {
    const validationErrors = [{ code, message: 'unknown' }];
    expect(
      decodePromotionAnswer({ status: { code: 200 }, validationErrors, data: null }, programOf),
    ).toBeNull();
  });

  it('is none in an answer without data', () => {
    expect(decodePromotionAnswer({ data: [] }, programOf)).toBeNull();
  });

  it.each(['INVALID_PROGRAM', 'INVALID_PROMOTION'] as const)('is none after %s', (fault) => {
    expect(decodePromotionAnswer(overTheWire(encodePromotionsRefusal(fault)), programOf)).toBeNull();
  });

  const fields = encodePromotion(aPromotion(), unused);
  it.each<[string, unknown]>([
    ['is no object', '<h1>'],
    ['refuses otherwise', { errors: [{ code: 1, message: 'no' }] }],
    ['has no kind', { ...fields, pointsOfferType: 'OTHER' }],
    ['has no id', { ...fields, promotionId: 'x' }],
    ['has no date', { ...fields, startDate: 'soon' }],
    [
      'has an empty limit',
      { ...fields, promotionRestriction: { earnRestrictions: [{ limitOn: 'CUSTOMER', maxLimit: '' }] } },
    ],
    [
      'has no limit where it has one',
      { ...fields, promotionRestriction: { earnRestrictions: [{ limitOn: 'CUSTOMER', maxLimit: 'few' }] } },
    ],
  ])('cannot be read from an answer that %s', (_, body) => {
    expect(() => decodePromotionAnswer(body, programOf)).toThrow(UnreadableAnswer);
  });

  it('is read with the names that the platform has for kinds elsewhere, and dates in milliseconds', () => {
    const { identifier, promotionRestriction, ...rest } = fields;
    expect([identifier, promotionRestriction]).toBeDefined();
    const body = {
      ...rest,
      pointsOfferType: 'DIRECT',
      startDate: 0,
      promotionRestriction: { earnRestrictions: [null] },
    };
    expect(decodePromotionAnswer(body, programOf)).toMatchObject({
      kind: 'DIRECT_ISSUE',
      promoIdentifier: null,
      startsAt: new Date(0),
      earnLimit: null,
    });
    expect(decodePromotionAnswer(rest, programOf)).toMatchObject({ enrolmentLimit: null });
  });
});

/** Restrictions of which so much is used. */
function usage(currentCustomerUsage: unknown): Json {
  const restriction = { limitOn: 'PROMOTION', maxLimit: '9', currentCustomerUsage };
  return { promotionRestriction: { earnRestrictions: [restriction] } };
}

describe('promotionData', () => {
  const at = (day: number) => ({
    at: new Date(`2026-04-0${day}T09:00:00Z`),
    clientId: null,
    requestId: null,
  });
  const expiresAt = new Date('2026-05-01T00:00:00Z');
  const history = historyOf(
    {
      promotion: aPromotion({ program, totalEarnLimit: 9, enrolmentLimit: 5, earnLimit: 5 }),
      totalLeft: 7,
    },
    [
      {
        ordinal: 1,
        issualId: '9',
        enrolled: at(1),
        expiresAt,
        revoked: null,
        earnings: [
          { earnedId: '4', earned: at(2), expiresAt, revoked: null, redeemedCount: 0 },
          { earnedId: '5', earned: at(2), expiresAt, revoked: null, redeemedCount: 0 },
        ],
      },
      { ordinal: 2, issualId: '10', enrolled: at(1), expiresAt, revoked: null, earnings: [] },
    ],
  );
  const encoded = (one: FullHistory) =>
    overTheWire(encodePromotionData('7', [listed(one)], { limit: 100, offset: 0, total: 1 }));
  const listed = (one: FullHistory) => ({ history: one, enrolments: one.enrolments, isCut: false });

  it('is read as it was written, in the order of what happened', () => {
    const body = encoded(history) as {
      promotions: { customerPromotionTimelines: { issuedDetails: unknown[] }[] }[];
    };
    const platformDetails = { promotionRestriction: expect.any(Object) as unknown };
    const read = { ...history, promotion: { ...history.promotion, platformDetails } };
    const page = { unreadable: [], listed: 1, total: 1 };
    const answer = { status: 'found', customerId: '7', histories: [read], ...page };
    expect(decodePromotionData(body, programOf)).toEqual(answer);
    const [promotion] = body.promotions;
    promotion!.customerPromotionTimelines.reverse().at(-1)!.issuedDetails.reverse();
    expect(decodePromotionData(body, programOf)).toEqual(answer);
  });

  it('has no limit in total where there is none, and no end where the answer has none', () => {
    const bare = { ...history, promotion: aPromotion({ program }), totalLeft: null };
    const body = encoded(bare) as Json;
    const page = decodePromotionData({ ...body, pageDetails: undefined }, programOf);
    expect(page).toMatchObject({ total: null, histories: [{ totalLeft: null }] });
    const [promotion] = body.promotions as Record<string, unknown>[];
    const timeline = { enrollmentId: 1, enrollmentDate: '2026-04-01T09:00:00Z' };
    const odd = { ...promotion, promotionRestriction: 'none', customerPromotionTimelines: [timeline] };
    expect(decodePromotionData({ ...body, pageDetails: {}, promotions: [odd] }, programOf)).toMatchObject({
      total: null,
      histories: [{ enrolments: [{ issualId: '1', expiresAt: null, earnings: [] }] }],
    });
  });

  it('takes a limit in total of which nothing is known to be used for unused', () => {
    const body = encoded({ ...history, totalLeft: null });
    expect(decodePromotionData(body, programOf)).toMatchObject({ histories: [{ totalLeft: 9 }] });
  });

  it('says in which promotions it lists only the latest', () => {
    const page = { limit: 100, offset: 0, total: 2 };
    const whole = encodePromotionData('7', [listed(history)], page);
    expect(whole.warnings).toEqual([]);
    const cut = encodePromotionData('7', [listed(history), { ...listed(history), isCut: true }], page);
    expect(cut.warnings).toMatchObject([{ code: 206, message: expect.stringContaining('500') }]);
    expect(decodePromotionData(overTheWire(cut), programOf)).toMatchObject({ status: 'found' });
  });

  it('says so where no customer is found', () => {
    expect(decodePromotionData({ errors: [{ code: 8015, message: '' }] }, programOf)).toEqual({
      status: 'refused',
      refusal: { fault: 'CUSTOMER_NOT_FOUND' },
    });
  });

  it.each([['<h1>'], [{}], [{ promotions: [] }], [{ errors: 'none', customerId: 7, promotions: [] }]])(
    'cannot be read from %o',
    (body) => {
      expect(() => decodePromotionData(body, programOf)).toThrow(UnreadableAnswer);
    },
  );

  it.each<[string, Json]>([
    ['a total that is no count', { total: 'many' }],
    ['a total that is neither text nor number', { totalEntries: [] }],
    ['a total below what is listed', { total: 0 }],
  ])('cannot be read with %s', (_, pageDetails) => {
    const body = encoded(history) as Json;
    expect(() => decodePromotionData({ ...body, pageDetails }, programOf)).toThrow(UnreadableAnswer);
  });

  // A record that is left out would look as if it had been taken back.
  it.each<[string, Json]>([
    ['enrolments that are no list', { customerPromotionTimelines: 'none' }],
    ['an enrolment that is none', { customerPromotionTimelines: [null] }],
    ['a kind that is not known', { pointsOfferType: 'OTHER' }],
    ['a date that is none', { endDate: 'never' }],
    ['no program', { programId: null }],
    ['a usage that is no count', usage('few')],
    ['a usage that is neither text nor number', usage({})],
  ])('is read without a promotion that has %s', (_, changes) => {
    const body = encoded(history) as Json;
    const [promotion] = body.promotions as Json[];
    const broken = { ...promotion, promotionId: 501, ...changes };
    const page = { ...body, promotions: [broken, promotion, 5], pageDetails: { totalEntries: 3 } };
    expect(decodePromotionData(page, programOf)).toMatchObject({
      histories: [{ promotion: { promotionId: '500' } }],
      unreadable: [
        { promotionId: '501', cause: { name: 'UnreadableAnswer' } },
        { promotionId: null, cause: { name: 'UnreadableAnswer' } },
      ],
      listed: 3,
      total: 3,
    });
  });

  it('passes on an error that is no fault of the answer', () => {
    const failing = () => {
      throw new TypeError('a defect');
    };
    expect(() => decodePromotionData(encoded(history), failing)).toThrow(TypeError);
  });
});
