import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import {
  anInput,
  earn,
  enrol,
  inStore,
  recorded,
  REVOKE_EARNINGS,
  REVOKE_ENROLMENTS,
  revokePromotionEarnings,
  revokePromotionEnrolments,
  verdicts,
} from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const direct = [aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null })];

/** A CustomerError for customer 1001 in the first place, apart from what is said. */
const anError = (fields: object) => ({
  index: 0,
  identifierValue: '1001',
  retryAfterMs: null,
  scope: 'CUSTOMER',
  field: null,
  ...fields,
});
const notRevocable = anError({
  __typename: 'CustomerError',
  code: 'EARNING_NOT_REVOCABLE',
  restCode: 8903,
  message: 'Earn IDs passed are either invalid or already revoked',
  disposition: 'FIX_INPUT',
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.clock.set(TEST_NOW));
afterAll(() => gateway.close());

/** Customer 1001 INSTORE with the earnings that are meant. */
const withEarnings = (earnedIds?: unknown) => [{ ...inStore('1001')[0], earnedIds }];

describe('revokePromotionEnrolments', () => {
  it('answers the enrolment that was taken back, which has no expiry any more', async () => {
    const organisation = await gateway.organisation();
    const enrolled = await enrol(organisation, { customers: inStore('1001', '1002') });
    const outcome = await revokePromotionEnrolments(organisation, {
      customers: inStore('1002', '1003', '9999', '1001'),
    });
    expect(outcome).toMatchObject({
      status: 'PARTIAL_SUCCESS',
      requestError: null,
      totalCount: 4,
      successCount: 2,
      failureCount: 2,
      replayed: false,
    });
    expect(verdicts(outcome)).toEqual(['Success', 'NOT_ENROLLED', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(outcome.results[0]).toEqual({ ...enrolled.results[1], index: 0, expiresAt: null });
    expect(outcome.results[3]).toEqual({ ...enrolled.results[0], index: 3, expiresAt: null });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 2, earnings: 0 });
  });

  it('takes nothing back under which live earnings hang', async () => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    await earn(organisation);
    expect((await revokePromotionEnrolments(organisation)).results).toEqual([notRevocable]);
    expect(verdicts(await revokePromotionEarnings(organisation))).toEqual(['Success']);
    expect(verdicts(await revokePromotionEnrolments(organisation))).toEqual(['Success']);
    expect(verdicts(await enrol(organisation))).toEqual(['Success']);
  });

  it('does not know the earnings of a customer', async () => {
    const organisation = await gateway.organisation();
    const input = anInput({ customers: withEarnings(['1']) });
    expect((await organisation.graphql(REVOKE_ENROLMENTS, { input })).statusCode).toBe(400);
  });
});

describe('revokePromotionEarnings', () => {
  it('refuses all of more than 100 live earnings, and finds the oldest of them by its name', async () => {
    const organisation = await gateway.organisation({ promotions: direct });
    const hundred = inStore(...Array<string>(100).fill('1001'));
    const [oldest] = (await earn(organisation, { customers: hundred })).results;
    await earn(organisation, { customers: inStore('1001', '1001') });
    expect(verdicts(await revokePromotionEarnings(organisation))).toEqual(['EARNING_NOT_REVOCABLE']);
    const named = await revokePromotionEarnings(organisation, {
      customers: withEarnings([oldest?.earnedId]),
    });
    expect(named.results[0]).toMatchObject({ revokedEarnedIds: [oldest?.earnedId] });
  });

  it('answers the earnings that were taken back, and the enrolment of the latest', async () => {
    const organisation = await gateway.organisation({ promotions: direct });
    const { results } = await earn(organisation, { customers: inStore('1001', '1001', '1001') });
    const [a, b, c] = results.map(({ earnedId }) => earnedId);
    const some = await revokePromotionEarnings(organisation, { customers: withEarnings([b, b, `0${b}`]) });
    expect(some.results).toEqual([
      { ...results[1], index: 0, earnedId: null, revokedEarnedIds: [b], expiresAt: null },
    ]);
    const all = await revokePromotionEarnings(organisation);
    expect(all).toMatchObject({ status: 'SUCCESS', results: [{ revokedEarnedIds: [a, c], earnedId: null }] });
    expect((await revokePromotionEarnings(organisation)).results).toEqual([notRevocable]);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 3 });
  });

  it.each([
    ['of another customer', ([, other]: string[]) => [other]],
    ['beside one of another customer', (ids: string[]) => ids],
    ['that does not exist', () => ['999999999']],
    ['that is no id', () => ['x']],
    ['that is empty', () => ['']],
    ['of which there is none', () => []],
  ])('takes nothing back where an earning is named %s', async (_, named) => {
    const organisation = await gateway.organisation({ promotions: direct });
    const { results } = await earn(organisation, { customers: inStore('1001', '1002') });
    const ids = results.map(({ earnedId }) => earnedId ?? '');
    const outcome = await revokePromotionEarnings(organisation, { customers: withEarnings(named(ids)) });
    expect(outcome.results).toEqual([notRevocable]);
    expect(verdicts(await revokePromotionEarnings(organisation, { customers: withEarnings(null) }))).toEqual([
      'Success',
    ]);
  });

  it('takes one id that stands without a list for a list of one', async () => {
    const organisation = await gateway.organisation({ promotions: direct });
    const { results } = await earn(organisation, { customers: inStore('1001', '1001') });
    const { earnedId } = results[1] ?? {};
    expect(await revokePromotionEarnings(organisation, { customers: withEarnings(earnedId) })).toMatchObject({
      results: [{ revokedEarnedIds: [earnedId] }],
    });
  });

  it('refuses 101 earnings of one customer for all, and takes a hundred', async () => {
    const organisation = await gateway.organisation({ promotions: direct });
    const { results } = await earn(organisation, { customers: inStore(...Array<string>(100).fill('1001')) });
    const ids = results.map(({ earnedId }) => earnedId);
    const customers = [...inStore('1002'), ...withEarnings([...ids, ids[0]])];
    const tooLarge = {
      code: 'BATCH_TOO_LARGE',
      restCode: 1060,
      message: 'Batch limit size exceeded.',
      disposition: 'FIX_INPUT',
      retryAfterMs: null,
      scope: 'REQUEST',
      field: ['customers', '1', 'earnedIds'],
    };
    expect(await revokePromotionEarnings(organisation, { customers })).toMatchObject({
      results: [
        { __typename: 'CustomerError', index: 0, identifierValue: '1002', ...tooLarge },
        { __typename: 'CustomerError', index: 1, identifierValue: '1001', ...tooLarge },
      ],
      requestError: { index: 0, identifierValue: '1002', ...tooLarge },
      status: 'FAILURE',
    });
    const hundred = await revokePromotionEarnings(organisation, { customers: withEarnings(ids) });
    expect(hundred.results[0]?.revokedEarnedIds).toEqual(ids);
  });

  it('frees what all customers together may earn', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null, totalEarnLimit: 1 })],
    });
    await earn(organisation);
    expect(verdicts(await earn(organisation, { customers: inStore('1002') }))).toEqual(['NOT_ISSUED']);
    await revokePromotionEarnings(organisation);
    expect(verdicts(await earn(organisation, { customers: inStore('1002') }))).toEqual(['Success']);
  });

  it('knows nothing of the earnings of another organisation', async () => {
    const theirs = await gateway.organisation({ promotions: direct });
    const ours = await gateway.organisation({ promotions: direct });
    const { results } = await earn(theirs);
    const customers = withEarnings([results[0]?.earnedId]);
    expect((await revokePromotionEarnings(ours, { customers })).results).toEqual([notRevocable]);
    expect(verdicts(await revokePromotionEarnings(theirs, { customers }))).toEqual(['Success']);
  });
});

describe('either', () => {
  const mutations = [
    ['revokePromotionEnrolments', REVOKE_ENROLMENTS, revokePromotionEnrolments],
    ['revokePromotionEarnings', REVOKE_EARNINGS, revokePromotionEarnings],
  ] as const;

  it.each([
    [revokePromotionEnrolments, 'DIRECT_ISSUE'],
    [revokePromotionEnrolments, 'GENERIC'],
    [revokePromotionEarnings, 'GENERIC'],
  ] as const)(
    'says of a kind that has nothing to take back that it is revoking it does not take',
    async (act, kind) => {
      const organisation = await gateway.organisation({ promotions: [aPromotion({ kind })] });
      const error = anError({
        code: 'ACTION_NOT_SUPPORTED',
        restCode: 8902,
        message: 'revoke bulk action passed not supported for loyalty/generic promotion type',
        disposition: 'FIX_INPUT',
        scope: 'REQUEST',
      });
      expect(await act(organisation)).toMatchObject({
        results: [{ __typename: 'CustomerError', ...error }],
        requestError: error,
        status: 'FAILURE',
      });
    },
  );

  it.each(mutations)('%s takes nothing back of a promotion that is over', async (_name, _query, act) => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    await earn(organisation);
    gateway.clock.set('2026-12-31T00:00:00Z');
    expect((await act(organisation)).requestError).toMatchObject({
      code: 'PROMOTION_INACTIVE',
      restCode: 8892,
    });
  });

  it.each(mutations)('%s takes 1 to 100 customers', async (_name, _query, act) => {
    const organisation = await gateway.organisation();
    const ask = async (count: number) => {
      const customers = inStore(...Array<string>(count).fill('1001'));
      return (await act(organisation, { customers })).requestError;
    };
    expect(await ask(101)).toMatchObject({ code: 'BATCH_TOO_LARGE', field: ['customers'] });
    expect(await ask(100)).toBeNull();
    expect(await ask(0)).toMatchObject({ code: 'INVALID_IDENTIFIER', restCode: 11013, field: ['customers'] });
  });

  it.each(mutations)('%s needs customer:write', async (name, query) => {
    const organisation = await gateway.organisation({ access: ['customer:read', 'promotion:write'] });
    const answer = await organisation.graphql(query, { input: anInput() });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({
      errors: [{ path: [name], extensions: { code: 'FORBIDDEN' } }],
    });
  });
});
