import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type OrganisationOptions } from '../support/organisation.js';
import {
  aBody,
  anInput,
  earn,
  enrol,
  ENROL_THEN_EARN,
  ENROL_TWICE,
  inStore,
  recorded,
  verdicts,
  type Outcome,
} from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const otherProgram = { programId: '20', name: 'Other', active: true };

const closedProgram = { programId: '30', name: 'Closed', active: false };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openGateway();
});

afterAll(() => gateway.close());

describe('enrolCustomers, for each customer,', () => {
  it('answers in the order of the input', async () => {
    const organisation = await gateway.organisation();
    const outcome = await enrol(organisation, { customers: inStore('1003', '9999', '1001', '1002') });
    expect(outcome.results.map(({ index, identifierValue }) => [index, identifierValue])).toEqual([
      [0, '1003'],
      [1, '9999'],
      [2, '1001'],
      [3, '1002'],
    ]);
    expect(verdicts(outcome)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success', 'Success']);
    expect(outcome.results.map(({ customer }) => customer?.id)).toEqual(['1003', undefined, '1001', '1002']);
  });

  it('says of a success who was enrolled in what, and until when', async () => {
    const organisation = await gateway.organisation();
    const { results } = await enrol(organisation);
    expect(results).toEqual([
      {
        __typename: 'Success',
        index: 0,
        identifierValue: '1001',
        customer: { id: '1001' },
        promotion: {
          id: '500',
          promoIdentifier: 'spring-500',
          name: 'Spring',
          program: { id: '10', name: 'Rewards' },
          kind: 'ENROL_AND_ISSUE',
          status: 'LIVE',
          startsAt: '2026-01-01T00:00:00.000Z',
          endsAt: '2026-12-31T00:00:00.000Z',
          enrolmentLimit: 1,
          earnLimit: 1,
          totalEarnLimit: null,
        },
        issualId: expect.stringMatching(/^[1-9]\d*$/),
        earnedId: null,
        revokedEarnedIds: null,
        expiresAt: '2026-12-31T00:00:00.000Z',
        warnings: [],
      },
    ]);
  });

  it('says of a failure what went wrong, where, and what to do', async () => {
    const organisation = await gateway.organisation();
    const { results, requestError } = await enrol(organisation, { customers: inStore('1001', '9999') });
    expect(requestError).toBeNull();
    expect(results[1]).toEqual({
      __typename: 'CustomerError',
      index: 1,
      identifierValue: '9999',
      code: 'CUSTOMER_NOT_FOUND',
      restCode: 8015,
      message: 'Customer not found for the given identifiers',
      disposition: 'FIX_INPUT',
      retryAfterMs: null,
      scope: 'CUSTOMER',
      field: ['customers', '1', 'identifierValue'],
    });
  });

  it('lets an enrolment expire so many days later at the same time of day', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentExpiryDays: 10 })],
    });
    const { results } = await enrol(organisation);
    expect(results[0]?.expiresAt).toBe('2026-04-11T09:00:00.000Z');
  });

  it('does not enrol beyond the limit, and never calls that a success', async () => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    const outcome = await enrol(organisation);
    expect(outcome).toMatchObject({ status: 'FAILURE', requestError: null });
    expect(outcome.results).toEqual([
      {
        __typename: 'CustomerError',
        index: 0,
        identifierValue: '1001',
        code: 'NOT_ISSUED',
        restCode: 8890,
        message: 'promotion not issued due to config issues or customer exhausted limits',
        disposition: 'STOP',
        retryAfterMs: null,
        scope: 'CUSTOMER',
        field: null,
      },
    ]);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it('begins a new enrolment in place of the one before, within the limit', async () => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ enrolmentLimit: 2 })] });
    const [first, second, third] = [
      await enrol(organisation),
      await enrol(organisation),
      await enrol(organisation),
    ];
    expect([first, second, third].map(verdicts)).toEqual([['Success'], ['Success'], ['NOT_ISSUED']]);
    expect(second.results[0]?.issualId).not.toBe(first.results[0]?.issualId);
    const earned = await earn(organisation);
    expect(earned.results[0]?.issualId).toBe(second.results[0]?.issualId);
  });

  it.each([
    { limit: 1, expected: ['Success', 'NOT_ISSUED', 'NOT_ISSUED'] },
    { limit: 2, expected: ['Success', 'Success', 'NOT_ISSUED'] },
    { limit: null, expected: ['Success', 'Success', 'Success'] },
  ])(
    'deals three times with one named three times, of which limit $limit allows some',
    async ({ limit, expected }) => {
      const organisation = await gateway.organisation({
        promotions: [aPromotion({ enrolmentLimit: limit })],
      });
      const outcome = await enrol(organisation, { customers: inStore('1001', '1001', '1001') });
      expect(verdicts(outcome)).toEqual(expected);
      const issualIds = outcome.results.flatMap(({ issualId }) => issualId ?? []);
      expect(new Set(issualIds).size).toBe(issualIds.length);
      expect(issualIds).toEqual([...issualIds].sort((a, b) => Number(a) - Number(b)));
    },
  );
});

describe('enrolCustomers', () => {
  describe('counts', () => {
    it.each([
      { customers: ['1001', '1002'], status: 'SUCCESS', successCount: 2, failureCount: 0 },
      { customers: ['1001', '9999', '9998'], status: 'PARTIAL_SUCCESS', successCount: 1, failureCount: 2 },
      { customers: ['9999'], status: 'FAILURE', successCount: 0, failureCount: 1 },
    ])('$customers as $status', async ({ customers, ...counts }) => {
      const organisation = await gateway.organisation();
      const outcome = await enrol(organisation, { customers: inStore(...customers) });
      expect(outcome).toMatchObject({ ...counts, totalCount: customers.length, requestError: null });
    });

    it('names each call with an id of its own', async () => {
      const organisation = await gateway.organisation();
      const [first, second] = [await enrol(organisation), await enrol(organisation)];
      expect(first.requestId).not.toBe('');
      expect(second.requestId).not.toBe(first.requestId);
      expect(first.replayed).toBe(false);
    });
  });

  describe('finds the customer', () => {
    const customers = [
      {
        customerId: '1001',
        identifiers: [
          { name: 'MOBILE', value: '919000001001', source: 'INSTORE' },
          { name: 'MOBILE', value: '919000001001', source: 'WEBSITE' },
          { name: 'EMAIL', value: 'asha@shop.example', source: 'WEBSITE' },
          { name: 'MOBILE', value: '919000009999', source: 'WECHAT' },
        ],
      },
      aCustomer('1002'),
    ] as const;

    it.each([
      { identifierName: 'ID', identifierValue: '1001', source: 'INSTORE' },
      { identifierName: 'ID', identifierValue: '1001', source: 'FACEBOOK' },
      { identifierName: 'MOBILE', identifierValue: '919000001001', source: 'INSTORE' },
      { identifierName: 'MOBILE', identifierValue: '919000001001', source: 'WEBSITE' },
      { identifierName: 'MOBILE', identifierValue: '919000001001', source: 'ALL' },
      { identifierName: 'MOBILE', identifierValue: '919000009999', source: 'WECHAT' },
      { identifierName: 'MOBILE', identifierValue: '919000009999', source: 'ALL' },
      { identifierName: 'EMAIL', identifierValue: 'asha@shop.example', source: 'WEBSITE' },
      { identifierName: 'EMAIL', identifierValue: 'ASHA@Shop.Example', source: 'ALL' },
    ])('by $identifierName $identifierValue of $source', async ({ identifierName, ...customer }) => {
      const organisation = await gateway.organisation({ customers });
      const { results } = await enrol(organisation, { identifierName, customers: [customer] });
      expect(results).toMatchObject([
        { customer: { id: '1001' }, identifierValue: customer.identifierValue },
      ]);
    });

    it.each([
      { identifierName: 'MOBILE', identifierValue: '919000001001', source: 'FACEBOOK' },
      { identifierName: 'MOBILE', identifierValue: '919000009999', source: 'INSTORE' },
      { identifierName: 'EMAIL', identifierValue: 'asha@shop.example', source: 'INSTORE' },
      { identifierName: 'EMAIL', identifierValue: '919000001001', source: 'INSTORE' },
      { identifierName: 'MOBILE', identifierValue: 'asha@shop.example', source: 'ALL' },
    ])('not by $identifierName $identifierValue of $source', async ({ identifierName, ...customer }) => {
      const organisation = await gateway.organisation({ customers });
      const outcome = await enrol(organisation, { identifierName, customers: [customer] });
      expect(verdicts(outcome)).toEqual(['CUSTOMER_NOT_FOUND']);
    });

    it('once, by whichever of its identifiers', async () => {
      const organisation = await gateway.organisation({ customers });
      const byMobile = { identifierName: 'MOBILE', customers: inStore('919000001001') };
      const byEmail = {
        identifierName: 'EMAIL',
        customers: [{ identifierValue: 'asha@shop.example', source: 'WEBSITE' }],
      };
      const response = await organisation.graphql(ENROL_TWICE, {
        first: anInput(byMobile),
        second: anInput(byEmail),
      });
      const { data } = response.json<{ data: { first: Outcome; second: Outcome } }>();
      expect([data.first, data.second].map(verdicts)).toEqual([['Success'], ['NOT_ISSUED']]);
    });
  });

  describe('names the promotion', () => {
    const promotions = [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: 'summer' })];

    it.each([
      { promotionId: '501', promoIdentifier: null },
      { promotionId: null, promoIdentifier: 'summer' },
      { promotionId: undefined, promoIdentifier: 'summer' },
      { promotionId: '', promoIdentifier: 'summer' },
      { promotionId: '501', promoIdentifier: 'summer' },
      { promotionId: '501', promoIdentifier: '' },
    ])('by promotionId $promotionId and promoIdentifier $promoIdentifier', async (names) => {
      const organisation = await gateway.organisation({ promotions });
      const { results } = await enrol(organisation, names);
      expect(results[0]?.promotion).toMatchObject({ id: '501', promoIdentifier: 'summer' });
    });
  });

  describe('keeps organisations apart', () => {
    const foreign = {
      promotions: [
        aPromotion({ promotionId: '600', program: { programId: '60', name: 'Theirs', active: true } }),
        aPromotion({ promotionId: '601' }),
      ],
      customers: [aCustomer('6001')],
    };

    it.each([
      {
        thing: 'program',
        theirs: { programId: '60', promotionId: '600' },
        unknown: { programId: '61', promotionId: '600' },
      },
      { thing: 'promotion', theirs: { promotionId: '601' }, unknown: { promotionId: '602' } },
      {
        thing: 'customer',
        theirs: { customers: inStore('6001') },
        unknown: { customers: inStore('6002') },
      },
      {
        thing: 'mobile',
        theirs: { identifierName: 'MOBILE', customers: inStore('919000006001') },
        unknown: { identifierName: 'MOBILE', customers: inStore('919000006002') },
      },
    ])(
      "answers another organisation's $thing exactly as one that does not exist",
      async ({ theirs, unknown }) => {
        await gateway.organisation(foreign);
        const organisation = await gateway.organisation();
        const answer = async (changes: object) => {
          const { requestId, ...outcome } = await enrol(organisation, changes);
          expect(requestId).not.toBe('');
          return JSON.stringify(outcome).replace(/600[12]/g, '600?');
        };
        expect(await answer(theirs)).toBe(await answer(unknown));
        expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
      },
    );
  });

  describe('beside another mutation of the same document', () => {
    it('leaves its enrolment for the earning that follows', async () => {
      const organisation = await gateway.organisation();
      const response = await organisation.graphql(ENROL_THEN_EARN, { enrol: anInput(), earn: anInput() });
      const { data } = response.json<{ data: { enrolled: Outcome; earned: Outcome } }>();
      expect(data.earned.results[0]).toMatchObject({
        __typename: 'Success',
        issualId: data.enrolled.results[0]?.issualId,
        earnedId: expect.stringMatching(/^\d+$/),
      });
    });

    it('does its own part when the other is refused', async () => {
      const organisation = await gateway.organisation();
      const response = await organisation.graphql(ENROL_TWICE, {
        first: anInput({ promotionId: '999' }),
        second: anInput(),
      });
      expect(response.statusCode).toBe(200);
      const { data } = response.json<{ data: { first: Outcome; second: Outcome } }>();
      expect([data.first, data.second].map(verdicts)).toEqual([['INVALID_PROMOTION'], ['Success']]);
    });

    it('finds a customer named by both only once', async () => {
      const organisation = await gateway.organisation();
      await enrol(organisation, { customers: inStore('1005') });
      gateway.statements.length = 0;
      await organisation.graphql(ENROL_TWICE, { first: anInput(), second: anInput() });
      expect(gateway.statements.filter((statement) => /from customer\s/.test(statement))).toHaveLength(1);
    });
  });

  it('answers on REST what it would not do with a warning that is no failure', async () => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    const response = await organisation.bulk(aBody({ customers: inStore('1001', '9999', '1002') }));
    expect(response.json()).toEqual({
      response: [
        {
          result: { entityType: 'CUSTOMER', entityId: 1001, promotionId: 500, programId: 10 },
          errors: [],
          warnings: [
            {
              status: false,
              code: 8890,
              message: 'promotion not issued due to config issues or customer exhausted limits',
            },
          ],
        },
        {
          errors: [{ status: false, code: 8015, message: 'Customer not found for the given identifiers' }],
          warnings: [],
        },
        {
          result: {
            entityType: 'CUSTOMER',
            entityId: 1002,
            promotionId: 500,
            programId: 10,
            issualId: expect.stringMatching(/^\d+$/),
          },
          errors: [],
          warnings: [],
        },
      ],
      totalCount: 3,
      failureCount: 1,
    });
  });
});

interface RequestFailure {
  readonly cause: string;
  readonly promotions?: OrganisationOptions['promotions'];
  readonly changes: object;
  readonly expected: object;
}

const invalidProgram = {
  code: 'INVALID_PROGRAM',
  restCode: 1101,
  message: 'invalid programId passed',
  disposition: 'FIX_INPUT',
  field: ['programId'],
};

const invalidPromotion = {
  code: 'INVALID_PROMOTION',
  restCode: 8874,
  message: 'promotion id passed is invalid',
  disposition: 'FIX_INPUT',
  field: ['promotionId'],
};

const notLive = {
  code: 'PROMOTION_INACTIVE',
  restCode: 8892,
  message: 'promotion is inactive',
  disposition: 'STOP',
  field: null,
};

const notSupported = {
  code: 'ACTION_NOT_SUPPORTED',
  restCode: 8902,
  message: 'bulk action passed not supported for loyalty/generic promotion type',
  disposition: 'FIX_INPUT',
  field: null,
};

const requestFailures: readonly RequestFailure[] = [
  { cause: 'an unknown program', changes: { programId: '11' }, expected: invalidProgram },
  {
    cause: 'a program that is not active',
    promotions: [aPromotion({ program: closedProgram })],
    changes: { programId: '30' },
    expected: invalidProgram,
  },
  { cause: 'an unknown promotion', changes: { promotionId: '501' }, expected: invalidPromotion },
  {
    cause: 'an unknown promoIdentifier',
    changes: { promotionId: null, promoIdentifier: 'autumn' },
    expected: { ...invalidPromotion, field: ['promoIdentifier'] },
  },
  {
    cause: 'a promotion of another program',
    promotions: [aPromotion(), aPromotion({ promotionId: '501', program: otherProgram })],
    changes: { promotionId: '501' },
    expected: invalidPromotion,
  },
  {
    cause: 'two ids that name different promotions',
    promotions: [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: 'summer' })],
    changes: { promoIdentifier: 'summer' },
    expected: invalidPromotion,
  },
  {
    cause: 'a promotion that is switched off',
    promotions: [aPromotion({ active: false })],
    changes: {},
    expected: notLive,
  },
  {
    cause: 'a promotion that has not begun',
    promotions: [aPromotion({ startsAt: new Date('2026-04-01T09:00:00.001Z') })],
    changes: {},
    expected: notLive,
  },
  {
    cause: 'a promotion that ends at this instant',
    promotions: [aPromotion({ endsAt: new Date('2026-04-01T09:00:00Z') })],
    changes: {},
    expected: notLive,
  },
  {
    cause: 'a GENERIC promotion',
    promotions: [aPromotion({ kind: 'GENERIC' })],
    changes: {},
    expected: notSupported,
  },
  {
    cause: 'a DIRECT_ISSUE promotion',
    promotions: [aPromotion({ kind: 'DIRECT_ISSUE' })],
    changes: {},
    expected: notSupported,
  },
];

describe('enrolCustomers refuses the whole call', () => {
  it.each(requestFailures)('for $cause', async ({ promotions, changes, expected }) => {
    const organisation = await gateway.organisation(promotions && { promotions });
    const outcome = await enrol(organisation, { ...changes, customers: inStore('1002', '9999', '1001') });
    const everywhere = { ...expected, scope: 'REQUEST', retryAfterMs: null };
    expect(outcome.requestError).toEqual({ ...everywhere, index: 0, identifierValue: '1002' });
    expect(outcome.results).toEqual(
      ['1002', '9999', '1001'].map((identifierValue, index) => ({
        __typename: 'CustomerError',
        ...everywhere,
        index,
        identifierValue,
      })),
    );
    expect(outcome).toMatchObject({ status: 'FAILURE', totalCount: 3, successCount: 0, failureCount: 3 });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
