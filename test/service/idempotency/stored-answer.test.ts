import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faults, type Refusal } from '../../../src/domain/errors/errors.js';
import { promotionKinds, type Program, type Promotion } from '../../../src/domain/promotion.js';
import {
  readAnswer,
  writeAnswer,
  type StoredAnswer,
} from '../../../src/service/idempotency/stored-answer.js';
import type {
  BulkOutcome,
  CustomerOutcome,
  NamedPromotion,
  SettledOutcome,
  Warning,
} from '../../../src/service/promotion-service.js';

const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
/** Any text, and texts that look like instants, which they are not. */
const text = fc.oneof(
  fc.string(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const instant = fc.date({ noInvalidDate: true });
const limit = fc.option(fc.nat());

const refusal: fc.Arbitrary<Refusal> = record(
  {
    fault: fc.constantFrom(...faults),
    field: fc.array(text),
    retryAfterMs: fc.nat(),
    reported: record({ restCode: fc.integer(), message: text }),
  },
  ['field', 'retryAfterMs', 'reported'],
);

const expiresAt = fc.option(instant);
const warnings = fc.array(record<Warning>({ restCode: fc.option(fc.integer()), message: text }));
const success = { customerId: id, issualId: id, warnings };
const customers: {
  readonly [Status in CustomerOutcome['status']]: fc.Arbitrary<Extract<CustomerOutcome, { status: Status }>>;
} = {
  enrolled: record({ status: fc.constant('enrolled'), ...success, expiresAt }, ['warnings']),
  earned: record({ status: fc.constant('earned'), ...success, earnedId: id, expiresAt }, ['warnings']),
  enrolmentRevoked: record({ status: fc.constant('enrolmentRevoked'), ...success }, ['warnings']),
  earningsRevoked: record({ status: fc.constant('earningsRevoked'), ...success, earnedIds: fc.array(id) }, [
    'warnings',
  ]),
  refused: record({ status: fc.constant('refused'), customerId: fc.option(id), refusal }),
};

const program: fc.Arbitrary<Program> = record({ programId: id, name: text, active: fc.boolean() });
const promotion: fc.Arbitrary<Promotion> = record({
  promotionId: id,
  promoIdentifier: fc.option(text),
  program,
  name: text,
  kind: fc.constantFrom(...promotionKinds),
  active: fc.boolean(),
  startsAt: instant,
  endsAt: instant,
  enrolmentLimit: limit,
  earnLimit: limit,
  totalEarnLimit: limit,
  enrolmentExpiryDays: limit,
  earningExpiryDays: limit,
});
const namedPromotion: fc.Arbitrary<NamedPromotion> = record({
  programId: text,
  promotionId: fc.option(text),
  promoIdentifier: fc.option(text),
});

const provenance = { replayOf: text, upstreamRequestIds: fc.array(text, { maxLength: 3 }) };
const outcome: fc.Arbitrary<BulkOutcome> = fc.oneof(
  record<Extract<BulkOutcome, { status: 'refused' }>>(
    { status: fc.constant('refused'), refusal, ...provenance },
    ['replayOf', 'upstreamRequestIds'],
  ),
  record<SettledOutcome>(
    {
      status: fc.constant('settled'),
      decidedAt: instant,
      promotion: fc.oneof(promotion, namedPromotion),
      customers: fc.array(fc.oneof(...Object.values(customers))),
      ...provenance,
    },
    ['replayOf', 'upstreamRequestIds'],
  ),
);

/** Any object of a type, of whose members none is forgotten: the compiler asks for the optional ones as well. */
function record<Type>(
  members: { readonly [Name in keyof Type]-?: fc.Arbitrary<Exclude<Type[Name], undefined>> },
  optional: readonly (keyof Type)[] = [],
): fc.Arbitrary<Type> {
  const names = Object.keys(members) as (keyof Type)[];
  const requiredKeys = names.filter((name) => !optional.includes(name));
  return fc.record(members, { requiredKeys, noNullPrototype: true });
}

describe('a stored answer', () => {
  it('is read as it was written, for every outcome', () => {
    fc.assert(
      fc.property(fc.array(text), outcome, (identifierValues, became) => {
        const answer: StoredAnswer = { identifierValues, outcome: became };
        expect(readAnswer(writeAnswer(answer))).toStrictEqual(answer);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where an outcome is of no kind that is known', () => {
    const json = JSON.stringify({ identifierValues: [], outcome: { status: 'postponed' } });
    expect(() => readAnswer(json)).toThrow();
  });
});

/** Texts that version 0.1.0 wrote: keys live for 24 hours, so that a new version reads what the version before wrote. */
describe('a stored answer of version 0.1.0', () => {
  it('of a settled call has its instants as dates', () => {
    const json =
      '{"identifierValues":["2026-04-01T09:00:00.000Z","919000001001"],"outcome":{"status":"settled","decidedAt":"2026-04-01T09:00:00.000Z","promotion":{"promotionId":"57099","promoIdentifier":null,"program":{"programId":"469","name":"Program","active":true},"name":"2026-04-01T09:00:00.000Z","kind":"ENROL_AND_ISSUE","active":true,"startsAt":"2026-01-01T00:00:00.000Z","endsAt":"2099-12-31T23:59:59.000Z","enrolmentLimit":10,"earnLimit":null,"totalEarnLimit":null,"enrolmentExpiryDays":null,"earningExpiryDays":30},"customers":[{"status":"enrolled","customerId":"9223372036854775807","issualId":"847","expiresAt":"2026-04-11T09:00:00.123Z"},{"status":"earned","customerId":"2","issualId":"847","earnedId":"840","expiresAt":null},{"status":"enrolmentRevoked","customerId":"3","issualId":"847"},{"status":"earningsRevoked","customerId":"4","issualId":"847","earnedIds":["840","841"]},{"status":"refused","customerId":null,"refusal":{"fault":"INVALID_SOURCE","field":["source"]}},{"status":"refused","customerId":"5","refusal":{"fault":"NOT_ISSUED"}}]}}';
    expect(readAnswer(json)).toStrictEqual<StoredAnswer>({
      identifierValues: ['2026-04-01T09:00:00.000Z', '919000001001'],
      outcome: {
        status: 'settled',
        decidedAt: new Date('2026-04-01T09:00:00Z'),
        promotion: {
          promotionId: '57099',
          promoIdentifier: null,
          program: { programId: '469', name: 'Program', active: true },
          name: '2026-04-01T09:00:00.000Z',
          kind: 'ENROL_AND_ISSUE',
          active: true,
          startsAt: new Date('2026-01-01T00:00:00Z'),
          endsAt: new Date('2099-12-31T23:59:59Z'),
          enrolmentLimit: 10,
          earnLimit: null,
          totalEarnLimit: null,
          enrolmentExpiryDays: null,
          earningExpiryDays: 30,
        },
        customers: [
          {
            status: 'enrolled',
            customerId: '9223372036854775807',
            issualId: '847',
            expiresAt: new Date('2026-04-11T09:00:00.123Z'),
          },
          { status: 'earned', customerId: '2', issualId: '847', earnedId: '840', expiresAt: null },
          { status: 'enrolmentRevoked', customerId: '3', issualId: '847' },
          { status: 'earningsRevoked', customerId: '4', issualId: '847', earnedIds: ['840', '841'] },
          { status: 'refused', customerId: null, refusal: { fault: 'INVALID_SOURCE', field: ['source'] } },
          { status: 'refused', customerId: '5', refusal: { fault: 'NOT_ISSUED' } },
        ],
      },
    });
  });

  it('of a call that a platform carried out has the names of its promotion', () => {
    const json =
      '{"identifierValues":["1"],"outcome":{"status":"settled","decidedAt":"2026-04-01T09:00:00.000Z","promotion":{"programId":"469","promotionId":null,"promoIdentifier":"SPRING"},"customers":[{"status":"refused","customerId":null,"refusal":{"fault":"UNRECOGNISED","told":{"restCode":9999,"message":"No"}}}],"upstreamRequestIds":["up-1","up-2"]}}';
    expect(readAnswer(json)).toStrictEqual<StoredAnswer>({
      identifierValues: ['1'],
      outcome: {
        status: 'settled',
        decidedAt: new Date('2026-04-01T09:00:00Z'),
        promotion: { programId: '469', promotionId: null, promoIdentifier: 'SPRING' },
        customers: [
          {
            status: 'refused',
            customerId: null,
            refusal: { fault: 'UNRECOGNISED', reported: { restCode: 9999, message: 'No' } },
          },
        ],
        upstreamRequestIds: ['up-1', 'up-2'],
      },
    });
    expect(JSON.parse(writeAnswer(readAnswer(json)))).toEqual(JSON.parse(json));
  });

  it('of a refused call says why, and when to try again', () => {
    const json =
      '{"identifierValues":[],"outcome":{"status":"refused","refusal":{"fault":"THROTTLED","retryAfterMs":5},"upstreamRequestIds":["up-2"]}}';
    expect(readAnswer(json)).toStrictEqual<StoredAnswer>({
      identifierValues: [],
      outcome: {
        status: 'refused',
        refusal: { fault: 'THROTTLED', retryAfterMs: 5 },
        upstreamRequestIds: ['up-2'],
      },
    });
  });
});
