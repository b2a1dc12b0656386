import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import type { Promotion } from '../../src/domain/promotion.js';
import type { BulkOutcome, CustomerOutcome } from '../../src/service/promotion-service.js';
import { bulkResponseSchema } from '../../src/wire/schemas/bulk-response-schema.js';
import { encodeBulkOutcome, statusOfOutcome } from '../../src/wire/bulk-response.js';
import { aPromotion } from '../support/promotion.js';

const expiresAt = new Date('2026-12-31T00:00:00Z');
const faults = Object.keys(catalogue) as Fault[];
/** What the platform has no number for is numbered, and where a call is refused for it answered, as HTTP has it. */
const statuses: Partial<Record<Fault, number>> = {
  IDEMPOTENCY_MISMATCH: 422,
  IDEMPOTENCY_IN_PROGRESS: 409,
  THROTTLED: 429,
  UPSTREAM_UNAVAILABLE: 503,
};
const codes: Partial<Record<Fault, number>> = { ...statuses, OUTCOME_UNKNOWN: 504, UNRECOGNISED: 502 };

function messageOf(fault: Fault) {
  const { restCode, message } = catalogue[fault];
  return { status: false, code: restCode ?? codes[fault], message };
}

function aRequest(changes: Partial<BulkRequest> = {}): BulkRequest {
  return {
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'EARN',
    programId: '10',
    promotionId: '500',
    promoIdentifier: null,
    identifierName: 'id',
    customers: [],
    ...changes,
  };
}

const enrolled = (customerId: string, issualId: string): CustomerOutcome => ({
  status: 'enrolled',
  customerId,
  issualId,
  expiresAt,
});
const earned = (customerId: string, issualId: string, earnedId: string): CustomerOutcome => ({
  status: 'earned',
  customerId,
  issualId,
  earnedId,
  expiresAt,
});
const enrolmentRevoked: CustomerOutcome = { status: 'enrolmentRevoked', customerId: '3', issualId: '847' };
const earningsRevoked = (customerId: string, ...earnedIds: string[]): CustomerOutcome => ({
  status: 'earningsRevoked',
  customerId,
  issualId: '847',
  earnedIds,
});
const refused = (fault: Fault, customerId: string | null = null): CustomerOutcome => ({
  status: 'refused',
  customerId,
  refusal: { fault },
});

function settled(customers: readonly CustomerOutcome[], promotion: Promotion = aPromotion()): BulkOutcome {
  return { status: 'settled', decidedAt: new Date('2026-04-01T09:00:00Z'), promotion, customers };
}

function refusal(fault: Fault): BulkOutcome {
  return { status: 'refused', refusal: { fault } };
}

/** What the caller of the specification's sample had named. */
function sampled(promotionId: string, programId: string, customers: readonly CustomerOutcome[]): BulkOutcome {
  const program = { programId, name: 'Sample', active: true };
  return settled(customers, aPromotion({ promotionId, program }));
}

describe('the answers of the specification', () => {
  const customerIds = ['423926199', '423926198', '423926200', '423926201'];
  it.each([
    ['response-1101-invalid-program', refusal('INVALID_PROGRAM')],
    ['response-8874-invalid-promotion', refusal('INVALID_PROMOTION')],
    ['response-8892-inactive-promotion', refusal('PROMOTION_INACTIVE')],
    ['response-8896-issue-failed', settled([refused('ISSUE_FAILED', '423926199')])],
    ['response-8901-invalid-entity-type', refusal('INVALID_ENTITY_TYPE')],
    ['response-8902-enrol-on-direct-issue', refusal('ACTION_NOT_SUPPORTED')],
    [
      'response-earn-on-direct-issue',
      sampled(
        '202090',
        '2714',
        customerIds.map((id, i) => earned(id, String(837 + i), String(794 + i))),
      ),
    ],
    [
      'response-earn-on-enrol-and-issue',
      sampled(
        '202188',
        '2714',
        customerIds.map((id, i) => earned(id, String(847 + i), String(840 + i))),
      ),
    ],
    [
      'response-enrol-on-enrol-and-issue',
      sampled(
        '202188',
        '2714',
        customerIds.map((id, i) => enrolled(id, String(847 + i))),
      ),
    ],
    [
      'response-partial-success-8015',
      sampled('74116', '699', [
        earned('170940055', '72', '102'),
        refused('CUSTOMER_NOT_FOUND'),
        refused('CUSTOMER_NOT_FOUND'),
        refused('CUSTOMER_NOT_FOUND'),
      ]),
    ],
  ])('%s is written key by key', (name, outcome) => {
    const fixture = readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');
    const written = JSON.stringify(encodeBulkOutcome(aRequest(), outcome));
    expect(JSON.parse(written)).toEqual(JSON.parse(fixture));
  });
});

describe('the answer to a request', () => {
  it.each(faults)('that is refused for %s has one item, 1/1, however many customers it named', (fault) => {
    const customers = [1, 2, 3].map((n) => ({ identifierValue: String(n), source: 'ALL' }));
    expect(encodeBulkOutcome(aRequest({ customers }), refusal(fault))).toStrictEqual({
      response: [{ errors: [messageOf(fault)], warnings: [] }],
      totalCount: 1,
      failureCount: 1,
    });
  });

  it('keeps the order of its customers, and counts all of them and those with errors', () => {
    const outcome = settled([
      refused('CUSTOMER_NOT_FOUND'),
      earned('2', '837', '794'),
      refused('NOT_ENROLLED', '3'),
      refused('NOT_ISSUED', '1'),
      earned('1', '838', '795'),
    ]);
    const { response, totalCount, failureCount } = encodeBulkOutcome(aRequest(), outcome);
    expect(response.map((item) => item.result?.entityId ?? item.errors[0]?.code)).toEqual([
      8015, 2, 2305, 1, 1,
    ]);
    expect({ totalCount, failureCount }).toEqual({ totalCount: 5, failureCount: 2 });
  });
});

describe('the item of a customer', () => {
  const itemOf = (outcome: CustomerOutcome, request = aRequest(), promotion = aPromotion()) =>
    encodeBulkOutcome(request, settled([outcome], promotion)).response[0];
  const named = { entityType: 'CUSTOMER', entityId: 7, promotionId: 500, programId: 10 };

  it('who was enrolled has an issualId as text, and no earnedId', () => {
    expect(itemOf(enrolled('7', '847'))).toStrictEqual({
      result: { ...named, issualId: '847' },
      errors: [],
      warnings: [],
    });
  });

  it('who earned has both ids as text', () => {
    expect(itemOf(earned('7', '847', '840'))).toStrictEqual({
      result: { ...named, issualId: '847', earnedId: '840' },
      errors: [],
      warnings: [],
    });
  });

  it('whose enrolment was revoked has its id as a number', () => {
    expect(itemOf({ status: 'enrolmentRevoked', customerId: '7', issualId: '847' })).toStrictEqual({
      result: { ...named, revokedIssualId: 847 },
      errors: [],
      warnings: [],
    });
  });

  it('whose earnings were revoked has their ids as numbers, in full, and not that of their enrolment', () => {
    expect(itemOf(earningsRevoked('7', '840', '9223372036854775807'))).toStrictEqual({
      result: { ...named, revokedEarnIds: [840, 9223372036854775807n] },
      errors: [],
      warnings: [],
    });
  });

  it('to whom nothing was issued has a warning, a result without ids, and is no failure', () => {
    const answer = encodeBulkOutcome(aRequest(), settled([refused('NOT_ISSUED', '7')]));
    const message = 'promotion not issued due to config issues or customer exhausted limits';
    expect(answer).toStrictEqual({
      response: [{ result: named, errors: [], warnings: [{ status: false, code: 8890, message }] }],
      totalCount: 1,
      failureCount: 0,
    });
  });

  it.each(
    faults.flatMap((fault) => [
      [fault, null] as const,
      ...(fault === 'NOT_ISSUED' ? [] : [[fault, '7'] as const]),
    ]),
  )('who was refused for %s (customer %s) has an error and no result', (fault, customerId) => {
    expect(itemOf(refused(fault, customerId))).toStrictEqual({ errors: [messageOf(fault)], warnings: [] });
  });

  it.each([
    ['its id', { promotionId: '500', promoIdentifier: null }, { promotionId: 500 }],
    [
      'its identifier',
      { promotionId: null, promoIdentifier: 'spring-500' },
      { promoIdentifier: 'spring-500' },
    ],
    ['both', { promotionId: '500', promoIdentifier: 'spring-500' }, { promotionId: 500 }],
    ['its id with zeros in front', { promotionId: '0500', promoIdentifier: null }, { promotionId: 500 }],
  ])('names the promotion as the request did, by %s, and never by both', (_, names, expected) => {
    const { promotionId, promoIdentifier } = itemOf(enrolled('7', '847'), aRequest(names))?.result ?? {};
    expect(JSON.parse(JSON.stringify({ promotionId, promoIdentifier }))).toEqual(expected);
  });

  it('of a success has the warnings beside it, each with its own code or that of an unknown failure', () => {
    const warnings = [
      { restCode: 8890, message: 'almost used up' },
      { restCode: null, message: 'odd' },
      { restCode: 0, message: 'zero' },
    ];
    expect(itemOf({ ...enrolled('7', '847'), warnings } as CustomerOutcome)).toStrictEqual({
      result: { ...named, issualId: '847' },
      errors: [],
      warnings: [
        { status: false, code: 8890, message: 'almost used up' },
        { status: false, code: 502, message: 'odd' },
        { status: false, code: 0, message: 'zero' },
      ],
    });
  });

  it('names the promotion by its identifier when its id is unknown, though the request has one', () => {
    const promotion = { programId: '10', promotionId: null, promoIdentifier: 'spring-500' };
    const outcome = { ...settled([enrolled('7', '847')]), promotion } as BulkOutcome;
    const { result } = encodeBulkOutcome(aRequest(), outcome).response[0] ?? {};
    expect(result).toStrictEqual({
      entityType: 'CUSTOMER',
      entityId: 7,
      promoIdentifier: 'spring-500',
      programId: 10,
      issualId: '847',
    });
  });

  it('names a promotion of which only the names are known, by whichever there is', () => {
    const names = { programId: '10', promotionId: null, promoIdentifier: 'spring-500' };
    const request = aRequest({ promotionId: null, promoIdentifier: 'spring-500' });
    const outcome = { ...settled([enrolled('7', '847')]), promotion: names } as BulkOutcome;
    expect(encodeBulkOutcome(request, outcome).response[0]?.result).toMatchObject({
      programId: 10,
      promoIdentifier: 'spring-500',
    });
  });

  it('names a promotion without an identifier by an empty one, should the request have found it by one', () => {
    const request = aRequest({ promotionId: null, promoIdentifier: 'spring-500' });
    const promotion = aPromotion({ promoIdentifier: null });
    expect(itemOf(enrolled('7', '847'), request, promotion)?.result?.promoIdentifier).toBe('');
  });

  it.each([
    ['1', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
  ])('has the id %s in full', (id, wireId) => {
    const promotion = aPromotion({ promotionId: id, program: { programId: id, name: 'Big', active: true } });
    const { result } = itemOf(earned(id, id, id), aRequest(), promotion) ?? {};
    expect(result).toEqual({
      entityType: 'CUSTOMER',
      entityId: wireId,
      promotionId: wireId,
      programId: wireId,
      issualId: id,
      earnedId: id,
    });
  });
});

describe('the HTTP status of an answer', () => {
  it.each(faults)(
    'that refuses the request for %s is 200, but for keys and for a platform that was not called',
    (fault) => {
      expect(statusOfOutcome(refusal(fault))).toBe(statuses[fault] ?? 200);
    },
  );

  it('that has a result for each customer is 200, even if every customer failed', () => {
    expect(statusOfOutcome(settled([enrolmentRevoked, refused('ISSUE_FAILED', '1')]))).toBe(200);
  });
});

describe('the schema of the answer', () => {
  interface Schema {
    readonly type: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
  }

  /** The paths of all keys that a schema lets through, with their types. */
  function pathsOfSchema(schema: Schema, path = ''): string[] {
    if (schema.items) return pathsOfSchema(schema.items, `${path}[]`);
    if (!schema.properties) return [`${path}: ${schema.type}`];
    return Object.entries(schema.properties).flatMap(([key, part]) => pathsOfSchema(part, `${path}.${key}`));
  }

  function pathsOfValue(value: unknown, path = ''): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => pathsOfValue(item, `${path}[]`));
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).flatMap(([key, part]) => pathsOfValue(part, `${path}.${key}`));
    }
    const whole = typeof value === 'bigint' || Number.isInteger(value);
    return [`${path}: ${whole ? 'integer' : typeof value}`];
  }

  it('has every key that an answer can have, of its type, and no other', () => {
    const outcome = settled([
      enrolled('9223372036854775807', '1'),
      earned('2', '1', '1'),
      refused('NOT_ISSUED', '1'),
      enrolmentRevoked,
      earningsRevoked('4', '840'),
    ]);
    const answers = [
      encodeBulkOutcome(aRequest(), outcome),
      encodeBulkOutcome(aRequest({ promotionId: null, promoIdentifier: 'spring-500' }), outcome),
      encodeBulkOutcome(aRequest(), refusal('INVALID_PROGRAM')),
    ];
    const written = new Set(answers.flatMap((answer) => pathsOfValue(answer)));
    expect([...written].sort()).toEqual(pathsOfSchema(bulkResponseSchema).sort());
  });
});
