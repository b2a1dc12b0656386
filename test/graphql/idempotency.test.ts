import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import {
  anInput,
  earn,
  EARN,
  enrol,
  ENROL,
  ENROL_TWICE,
  inStore,
  recorded,
  REVOKE_EARNINGS,
  REVOKE_ENROLMENTS,
  revokePromotionEarnings,
  revokePromotionEnrolments,
  verdicts,
  type Outcome,
} from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const many = [aPromotion({ enrolmentLimit: null, earnLimit: null })];
const idempotencyKey = 'key-1';

describe('idempotencyKey', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterEach(() => gateway.clock.set(TEST_NOW));
  afterAll(() => gateway.close());

  it.each([
    ['enrolCustomers', enrol],
    ['earnPromotion', earn],
    ['revokePromotionEarnings', revokePromotionEarnings],
    ['revokePromotionEnrolments', revokePromotionEnrolments],
  ] as const)(
    'makes a repeated %s answer as the first time, with the requestId of then',
    async (name, act) => {
      const organisation = await gateway.organisation({ promotions: many });
      await enrol(organisation, { customers: inStore('1001', '1002', '1002') });
      if (name === 'revokePromotionEarnings')
        await earn(organisation, { customers: inStore('1001', '1002') });
      const before = await recorded(gateway, organisation);
      const changes = { customers: inStore('1002', '9999', '1001'), idempotencyKey };
      const first = await act(organisation, changes);
      expect(first).toMatchObject({ status: 'PARTIAL_SUCCESS', successCount: 2, replayed: false });
      const after = await recorded(gateway, organisation);
      gateway.clock.set('2026-05-01T00:00:00Z');
      const again = await act(organisation, changes);
      expect(again).toEqual({ ...first, replayed: true });
      expect(await recorded(gateway, organisation)).toEqual(after);
      const expected = {
        enrolCustomers: [2, 0],
        earnPromotion: [0, 2],
        revokePromotionEarnings: [0, 0],
        revokePromotionEnrolments: [0, 0],
      };
      expect([after.enrolments - before.enrolments, after.earnings - before.earnings]).toEqual(
        expected[name],
      );
    },
  );

  it('answers the status that the promotion had then', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const first = await enrol(organisation, { idempotencyKey });
    gateway.clock.set('2027-01-01T00:00:00Z');
    expect((await enrol(organisation, { idempotencyKey })).results).toEqual(first.results);
  });

  it('that was used for another input is refused for every customer, and nothing is done', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    await enrol(organisation, { idempotencyKey });
    const error = {
      code: 'IDEMPOTENCY_MISMATCH',
      restCode: null,
      message: 'This idempotency key was used before, with another input',
      disposition: 'FIX_INPUT',
      retryAfterMs: null,
      scope: 'REQUEST',
      field: ['idempotencyKey'],
    };
    const customers = inStore('1002', '1001');
    expect(await enrol(organisation, { idempotencyKey, customers })).toEqual({
      results: customers.map(({ identifierValue }, index) => ({
        __typename: 'CustomerError',
        index,
        identifierValue,
        ...error,
      })),
      requestError: { index: 0, identifierValue: '1002', ...error },
      status: 'FAILURE',
      totalCount: 2,
      successCount: 0,
      failureCount: 2,
      requestId: expect.any(String),
      replayed: false,
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it('is of no concern to other mutations and organisations', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const neighbour = await gateway.organisation({ promotions: many });
    const outcomes = [
      await enrol(organisation, { idempotencyKey }),
      await enrol(neighbour, { idempotencyKey }),
      await earn(organisation, { idempotencyKey }),
      await revokePromotionEarnings(organisation, { idempotencyKey }),
      await revokePromotionEnrolments(organisation, { idempotencyKey }),
    ];
    expect(outcomes.map(({ status, replayed }) => [status, replayed])).toEqual(
      outcomes.map(() => ['SUCCESS', false]),
    );
  });

  it('acts once for two mutations of one document', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const input = anInput({ idempotencyKey });
    const answer = await organisation.graphql(ENROL_TWICE, { first: input, second: input });
    const { first, second } = answer.json<{ data: Record<'first' | 'second', Outcome> }>().data;
    expect(second).toEqual({ ...first, replayed: true });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it.each([
    ['null', null],
    ['left out', undefined],
  ])('acts anew each time where it is %s', async (_, key) => {
    const organisation = await gateway.organisation({ promotions: many });
    await enrol(organisation, { idempotencyKey: key });
    expect(await enrol(organisation, { idempotencyKey: key })).toMatchObject({ replayed: false });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 2, earnings: 0 });
  });

  it('remembers a refusal by a rule', async () => {
    const organisation = await gateway.organisation();
    const first = await earn(organisation, { idempotencyKey });
    expect(verdicts(first)).toEqual(['NOT_ENROLLED']);
    await enrol(organisation);
    expect(await earn(organisation, { idempotencyKey })).toEqual({ ...first, replayed: true });
    expect(verdicts(await earn(organisation, { idempotencyKey: 'key-2' }))).toEqual(['Success']);
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a space', 'key 1'],
    ['with space around', ' key-1'],
    ['with a line break', 'key-1\n'],
    ['with a control character', 'key\u0000'],
    ['beyond ASCII', 'kéy'],
  ])('is refused where it is %s, by every mutation', async (_, key) => {
    const organisation = await gateway.organisation();
    const mutations = {
      enrolCustomers: ENROL,
      earnPromotion: EARN,
      revokePromotionEnrolments: REVOKE_ENROLMENTS,
      revokePromotionEarnings: REVOKE_EARNINGS,
    };
    for (const [name, query] of Object.entries(mutations)) {
      const answer = await organisation.graphql(query, { input: anInput({ idempotencyKey: key }) });
      expect([answer.statusCode, answer.json()]).toEqual([
        200,
        {
          data: { [name]: null },
          errors: [
            {
              message: 'An idempotency key must have 1 to 255 visible ASCII characters',
              locations: expect.any(Array) as unknown,
              path: [name],
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        },
      ]);
    }
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it('may have 255 characters of any visible kind', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    for (const key of ['k'.repeat(255), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']) {
      expect(await enrol(organisation, { idempotencyKey: key })).toMatchObject({ replayed: false });
      expect(await enrol(organisation, { idempotencyKey: key })).toMatchObject({ replayed: true });
    }
  });
});

it('a key under which a call is still under way says when to come back', async () => {
  const refusal = { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: 1_000 } as const;
  const gateway = await openGateway({
    service: { execute: () => Promise.resolve({ status: 'refused', refusal }) },
  });
  const organisation = await gateway.organisation();
  const error = {
    index: 0,
    identifierValue: '1001',
    code: 'IDEMPOTENCY_IN_PROGRESS',
    restCode: null,
    message: 'A call with this idempotency key is still under way',
    disposition: 'RETRY_SAME_KEY',
    retryAfterMs: 1_000,
    scope: 'REQUEST',
    field: null,
  };
  expect(await enrol(organisation, { idempotencyKey })).toMatchObject({
    results: [{ __typename: 'CustomerError', ...error }],
    requestError: error,
    replayed: false,
  });
  await gateway.close();
});

describe('dryRun', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  it('decides like the mutation, records nothing, and takes no key', async () => {
    const organisation = await gateway.organisation();
    const changes = { customers: inStore('1001', '9999', '1001'), idempotencyKey };
    const rehearsed = await enrol(organisation, { ...changes, dryRun: true });
    expect(verdicts(rehearsed)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'NOT_ISSUED']);
    expect(rehearsed.results[0]).toMatchObject({ issualId: '0', expiresAt: '2026-12-31T00:00:00.000Z' });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
    const real = await enrol(organisation, { ...changes, dryRun: false });
    expect(real).toMatchObject({ replayed: false });
    expect(verdicts(real)).toEqual(verdicts(rehearsed));
    expect(Number(real.results[0]?.issualId)).toBeGreaterThan(0);
  });

  it('of an earning answers the enrolment under which it would hang', async () => {
    const organisation = await gateway.organisation();
    const enrolled = await enrol(organisation);
    const rehearsed = await earn(organisation, { dryRun: true });
    expect(rehearsed.results).toEqual([{ ...enrolled.results[0], earnedId: '0' }]);
    expect(verdicts(await earn(organisation))).toEqual(['Success']);
  });

  it('of a revocation answers what would be taken back', async () => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    const { results } = await earn(organisation);
    const { earnedId } = results[0] ?? {};
    for (const dryRun of [true, true, false]) {
      expect(await revokePromotionEarnings(organisation, { dryRun })).toMatchObject({
        results: [{ revokedEarnedIds: [earnedId] }],
      });
    }
    for (const dryRun of [true, true, false]) {
      expect(verdicts(await revokePromotionEnrolments(organisation, { dryRun }))).toEqual(['Success']);
    }
    expect(verdicts(await revokePromotionEnrolments(organisation, { dryRun: true }))).toEqual([
      'NOT_ENROLLED',
    ]);
  });

  it('checks a key, though it takes none', async () => {
    const organisation = await gateway.organisation();
    const input = anInput({ dryRun: true, idempotencyKey: '' });
    const answer = (await organisation.graphql(ENROL, { input })).json();
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
