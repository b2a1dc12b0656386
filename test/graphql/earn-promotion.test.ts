import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { aCustomer, type OrganisationOptions } from '../support/organisation.js';
import { aBody, earn, enrol, inStore, recorded, verdicts } from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const otherProgram = { programId: '20', name: 'Other', active: true };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openGateway();
});

afterEach(() => gateway.clock.set(TEST_NOW));

afterAll(() => gateway.close());

describe('earnPromotion on an Enrol and Issue promotion', () => {
  it('answers in the order of the input, under the enrolment that each customer has', async () => {
    const organisation = await gateway.organisation();
    const enrolled = await enrol(organisation, { customers: inStore('1001', '1003') });
    const [issualOf1001, issualOf1003] = enrolled.results.map(({ issualId }) => issualId);
    const outcome = await earn(organisation, { customers: inStore('1003', '1002', '9999', '1001') });
    expect(outcome).toMatchObject({
      status: 'PARTIAL_SUCCESS',
      totalCount: 4,
      successCount: 2,
      failureCount: 2,
    });
    expect(verdicts(outcome)).toEqual(['Success', 'NOT_ENROLLED', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(outcome.results.map(({ index, issualId }) => [index, issualId])).toEqual([
      [0, issualOf1003],
      [1, undefined],
      [2, undefined],
      [3, issualOf1001],
    ]);
  });

  it('says of a success what was earned by whom, and until when', async () => {
    const organisation = await gateway.organisation();
    const enrolled = await enrol(organisation);
    const { results } = await earn(organisation);
    expect(results).toEqual([
      {
        ...enrolled.results[0],
        earnedId: expect.stringMatching(/^[1-9]\d*$/),
        expiresAt: '2026-12-31T00:00:00.000Z',
      },
    ]);
  });

  it('says of a customer who is not enrolled that there is nothing to earn under', async () => {
    const organisation = await gateway.organisation();
    const { results, requestError } = await earn(organisation);
    expect(requestError).toBeNull();
    expect(results).toEqual([
      {
        __typename: 'CustomerError',
        index: 0,
        identifierValue: '1001',
        code: 'NOT_ENROLLED',
        restCode: 2305,
        message: 'Active issued promotion is not available for the customer.',
        disposition: 'STOP',
        retryAfterMs: null,
        scope: 'CUSTOMER',
        field: null,
      },
    ]);
  });

  it('lets several earnings hang under one enrolment, up to the limit', async () => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ earnLimit: 2 })] });
    const enrolled = await enrol(organisation);
    const earned = [await earn(organisation), await earn(organisation), await earn(organisation)];
    expect(earned.map(verdicts)).toEqual([['Success'], ['Success'], ['NOT_ISSUED']]);
    const [first, second] = earned.map(({ results }) => results[0]);
    expect([first?.issualId, second?.issualId]).toEqual(
      Array(2).fill(enrolled.results[0]?.issualId) as unknown[],
    );
    expect(second?.earnedId).not.toBe(first?.earnedId);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 2 });
  });

  it('refuses an earning once the enrolment has expired, and takes it under the next one', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentExpiryDays: 1, enrolmentLimit: 2 })],
    });
    await enrol(organisation);
    gateway.clock.set('2026-04-02T09:00:00Z');
    expect(verdicts(await earn(organisation))).toEqual(['NOT_ENROLLED']);
    const enrolled = await enrol(organisation);
    const earned = await earn(organisation);
    expect(earned.results[0]?.issualId).toBe(enrolled.results[0]?.issualId);
  });

  it('lets no earning outlive its enrolment', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentExpiryDays: 5, earningExpiryDays: 10, earnLimit: 2 })],
    });
    await enrol(organisation);
    gateway.clock.set('2026-04-04T12:00:00Z');
    const { results } = await earn(organisation);
    expect(results[0]?.expiresAt).toBe('2026-04-06T09:00:00.000Z');
  });
});

describe('earnPromotion', () => {
  describe('on a Direct Issue promotion', () => {
    const promotions = [aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 2 })];

    it('needs no enrolment, and answers the placeholder of the first earning on later ones', async () => {
      const organisation = await gateway.organisation({ promotions });
      const earned = [await earn(organisation), await earn(organisation), await earn(organisation)];
      expect(earned.map(verdicts)).toEqual([['Success'], ['Success'], ['NOT_ISSUED']]);
      const [first, second] = earned.map(({ results }) => results[0]);
      expect(first?.issualId).toMatch(/^[1-9]\d*$/);
      expect(second?.issualId).toBe(first?.issualId);
      expect(second?.earnedId).not.toBe(first?.earnedId);
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 2 });
    });

    it('opens one placeholder for a customer who is named twice', async () => {
      const organisation = await gateway.organisation({ promotions });
      const { results } = await earn(organisation, { customers: inStore('1001', '1002', '1001', '1001') });
      expect(results.map(({ __typename }) => __typename)).toEqual([
        'Success',
        'Success',
        'Success',
        'CustomerError',
      ]);
      expect(results[2]?.issualId).toBe(results[0]?.issualId);
      expect(results[1]?.issualId).not.toBe(results[0]?.issualId);
      expect(Number(results[2]?.earnedId)).toBeGreaterThan(Number(results[0]?.earnedId));
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 2, earnings: 3 });
    });
  });

  describe('counts', () => {
    const promotions = [aPromotion({ kind: 'DIRECT_ISSUE' })];

    it.each([
      { customers: ['1001', '1002'], status: 'SUCCESS', successCount: 2, failureCount: 0 },
      { customers: ['1001', '1001', '9999'], status: 'PARTIAL_SUCCESS', successCount: 1, failureCount: 2 },
      { customers: ['9999'], status: 'FAILURE', successCount: 0, failureCount: 1 },
    ])('$customers as $status', async ({ customers, ...counts }) => {
      const organisation = await gateway.organisation({ promotions });
      const outcome = await earn(organisation, { customers: inStore(...customers) });
      expect(outcome).toMatchObject({ ...counts, totalCount: customers.length, requestError: null });
    });
  });

  it.each(['ENROL_AND_ISSUE', 'DIRECT_ISSUE'] as const)(
    'stops when all customers together have used up what %s allows',
    async (kind) => {
      const organisation = await gateway.organisation({
        promotions: [aPromotion({ kind, earnLimit: null, totalEarnLimit: 3 })],
      });
      if (kind === 'ENROL_AND_ISSUE') await enrol(organisation, { customers: inStore('1001', '1002') });
      const first = await earn(organisation, { customers: inStore('1001', '1002') });
      const second = await earn(organisation, { customers: inStore('1002', '1001') });
      expect([first, second].map(verdicts)).toEqual([
        ['Success', 'Success'],
        ['Success', 'NOT_ISSUED'],
      ]);
    },
  );

  describe('keeps organisations apart', () => {
    it.each([
      { thing: 'promotion', theirs: { promotionId: '601' }, unknown: { promotionId: '602' } },
      {
        thing: 'customer',
        theirs: { customers: inStore('6001') },
        unknown: { customers: inStore('6002') },
      },
    ])(
      "answers another organisation's $thing exactly as one that does not exist",
      async ({ theirs, unknown }) => {
        await gateway.organisation({
          promotions: [aPromotion({ promotionId: '601', kind: 'DIRECT_ISSUE' })],
          customers: [aCustomer('6001')],
        });
        const organisation = await gateway.organisation();
        const answer = async (changes: object) => {
          const { requestId, ...outcome } = await earn(organisation, changes);
          expect(requestId).not.toBe('');
          return JSON.stringify(outcome).replace(/60(?:01|02|1|2)/g, '60?');
        };
        expect(await answer(theirs)).toBe(await answer(unknown));
      },
    );

    it('takes no earning under the enrolment that another organisation gave a customer of the same id', async () => {
      const [ours, theirs] = [await gateway.organisation(), await gateway.organisation()];
      await enrol(theirs);
      expect(verdicts(await earn(ours))).toEqual(['NOT_ENROLLED']);
    });
  });

  it('answers on REST the same outcomes in the words of REST', async () => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ kind: 'DIRECT_ISSUE' })] });
    await earn(organisation);
    const response = await organisation.bulk(
      aBody({
        bulkAction: 'EARN',
        promotionDetails: { programId: 10, promoIdentifier: 'spring-500' },
        customers: inStore('1001', '1002'),
      }),
    );
    expect(response.json()).toEqual({
      response: [
        {
          result: { entityType: 'CUSTOMER', entityId: 1001, promoIdentifier: 'spring-500', programId: 10 },
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
          result: {
            entityType: 'CUSTOMER',
            entityId: 1002,
            promoIdentifier: 'spring-500',
            programId: 10,
            issualId: expect.stringMatching(/^\d+$/),
            earnedId: expect.stringMatching(/^\d+$/),
          },
          errors: [],
          warnings: [],
        },
      ],
      totalCount: 2,
      failureCount: 0,
    });
  });
});

describe('earnPromotion refuses the whole call', () => {
  const invalidPromotion = { code: 'INVALID_PROMOTION', restCode: 8874, disposition: 'FIX_INPUT' };
  const notLive = { code: 'PROMOTION_INACTIVE', restCode: 8892, disposition: 'STOP', field: null };
  const rows: readonly {
    readonly cause: string;
    readonly promotions?: OrganisationOptions['promotions'];
    readonly changes?: object;
    readonly expected: object;
  }[] = [
    {
      cause: 'an unknown program',
      changes: { programId: '11' },
      expected: {
        code: 'INVALID_PROGRAM',
        restCode: 1101,
        disposition: 'FIX_INPUT',
        field: ['programId'],
      },
    },
    {
      cause: 'an unknown promotion',
      changes: { promotionId: '501' },
      expected: { ...invalidPromotion, field: ['promotionId'] },
    },
    {
      cause: 'a promotion of another program',
      promotions: [aPromotion(), aPromotion({ promotionId: '501', program: otherProgram })],
      changes: { promotionId: '501' },
      expected: { ...invalidPromotion, field: ['promotionId'] },
    },
    {
      cause: 'a promotion that is switched off',
      promotions: [aPromotion({ active: false })],
      expected: notLive,
    },
    {
      cause: 'a promotion that has not begun',
      promotions: [aPromotion({ startsAt: new Date('2026-04-02T00:00:00Z') })],
      expected: notLive,
    },
    {
      cause: 'a promotion that is over',
      promotions: [aPromotion({ endsAt: new Date('2026-03-01T00:00:00Z') })],
      expected: notLive,
    },
    {
      cause: 'a GENERIC promotion',
      promotions: [aPromotion({ kind: 'GENERIC' })],
      expected: { code: 'ACTION_NOT_SUPPORTED', restCode: 8902, disposition: 'FIX_INPUT', field: null },
    },
  ];

  it.each(rows)('for $cause', async ({ promotions, changes, expected }) => {
    const organisation = await gateway.organisation(promotions && { promotions });
    const outcome = await earn(organisation, { ...changes, customers: inStore('1002', '9999') });
    const everywhere = { ...expected, scope: 'REQUEST' };
    expect(outcome.requestError).toMatchObject({ ...everywhere, index: 0, identifierValue: '1002' });
    expect(outcome.results).toMatchObject([
      { __typename: 'CustomerError', ...everywhere, index: 0, identifierValue: '1002' },
      { __typename: 'CustomerError', ...everywhere, index: 1, identifierValue: '9999' },
    ]);
    expect(outcome).toMatchObject({ status: 'FAILURE', totalCount: 2, successCount: 0, failureCount: 2 });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
