import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { aBody, earn, enrol, inStore, recorded, revoke } from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const named = { entityType: 'CUSTOMER', promotionId: 500, programId: 10 };
const done = { errors: [], warnings: [] };
const failed = (code: number, message: string) => ({
  errors: [{ status: false, code, message }],
  warnings: [],
});
const notFound = failed(8015, 'Customer not found for the given identifiers');
const notEnrolled = failed(2305, 'Active issued promotion is not available for the customer.');
const notRevocable = failed(8903, 'Earn IDs passed are either invalid or already revoked');
const notSupported = failed(
  8902,
  'revoke bulk action passed not supported for loyalty/generic promotion type',
);

/** What a request is answered that fails as a whole. */
const refusal = (item: object) => ({ response: [item], totalCount: 1, failureCount: 1 });

describe('POST /v2/promotion/bulk/revokeEnrolAndEarn', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterEach(() => gateway.clock.set(TEST_NOW));
  afterAll(() => gateway.close());

  const many = aPromotion({ enrolmentLimit: null, earnLimit: null });
  const direct = aPromotion({ earnLimit: null, kind: 'DIRECT_ISSUE' });

  async function expectAnswer(answer: ReturnType<typeof revoke>, body: unknown): Promise<void> {
    const { statusCode, headers, json } = await answer;
    expect({ statusCode, body: json<unknown>() }).toEqual({ statusCode: 200, body });
    expect(headers).not.toHaveProperty('idempotency-replayed');
  }

  it('takes enrolments back, and answers their ids as numbers, in the order of the request', async () => {
    const organisation = await gateway.organisation();
    const { results } = await enrol(organisation, { customers: inStore('1001', '1002') });
    const answer = revoke(organisation, {
      bulkAction: 'REVOKE_ENROL',
      customers: inStore('1002', '9999', '1001', '1003'),
    });
    await expectAnswer(answer, {
      response: [
        { result: { ...named, entityId: 1002, revokedIssualId: Number(results[1]?.issualId) }, ...done },
        notFound,
        { result: { ...named, entityId: 1001, revokedIssualId: Number(results[0]?.issualId) }, ...done },
        notEnrolled,
      ],
      totalCount: 4,
      failureCount: 2,
    });
  });

  it('takes all live earnings back, or those that are named, and answers their ids as numbers', async () => {
    const organisation = await gateway.organisation({ promotions: [direct] });
    const { results } = await earn(organisation, { customers: inStore('1001', '1001', '1002', '1002') });
    const [a = 0, b = 0, c = 0, d = 0] = results.map(({ earnedId }) => Number(earnedId));
    const [all, some] = inStore('1001', '1002');
    const customers = [all, { ...some, earnIds: [d, String(d)] }, { ...some, earnIds: [d, c] }];
    await expectAnswer(revoke(organisation, { bulkAction: 'REVOKE_EARN', customers }), {
      response: [
        { result: { ...named, entityId: 1001, revokedEarnIds: [a, b] }, ...done },
        { result: { ...named, entityId: 1002, revokedEarnIds: [d] }, ...done },
        notRevocable,
      ],
      totalCount: 3,
      failureCount: 1,
    });
  });

  it('names the promotion as the request did', async () => {
    const organisation = await gateway.organisation();
    const { results } = await enrol(organisation);
    const promotionDetails = { programId: '10', promoIdentifier: 'spring-500' };
    const rest = { entityType: 'CUSTOMER', programId: 10 };
    await expectAnswer(revoke(organisation, { bulkAction: 'REVOKE_ENROL', promotionDetails }), {
      response: [
        {
          result: {
            ...rest,
            promoIdentifier: 'spring-500',
            entityId: 1001,
            revokedIssualId: Number(results[0]?.issualId),
          },
          ...done,
        },
      ],
      totalCount: 1,
      failureCount: 0,
    });
  });

  it('takes no enrolment back under which live earnings hang', async () => {
    const organisation = await gateway.organisation();
    await enrol(organisation);
    await earn(organisation);
    await expectAnswer(revoke(organisation, { bulkAction: 'REVOKE_ENROL' }), refusal(notRevocable));
    expect((await revoke(organisation, { bulkAction: 'REVOKE_EARN' })).json()).toMatchObject({
      failureCount: 0,
    });
    expect((await revoke(organisation, { bulkAction: 'REVOKE_ENROL' })).json()).toMatchObject({
      failureCount: 0,
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 1 });
  });

  it.each([
    ['of another customer', (ids: string[]) => [ids[1]]],
    ['beside one of another customer', (ids: string[]) => ids],
    ['that does not exist', () => ['999999999']],
    ['that is no id', () => ['x']],
    ['that is null', () => [null]],
    ['that has lost digits', () => [Number.MAX_SAFE_INTEGER + 1]],
    ['that is not in a list', ([id]: string[]) => id],
    ['of which there is none', () => []],
  ])('takes nothing back of a customer where an earning is named %s', async (_, earnIdsOf) => {
    const organisation = await gateway.organisation({ promotions: [direct] });
    const { results } = await earn(organisation, { customers: inStore('1001', '1002') });
    const earnIds = earnIdsOf(results.map(({ earnedId }) => earnedId ?? ''));
    const [customer] = inStore('1001');
    const revokeOnce = (changes: object) =>
      revoke(organisation, { bulkAction: 'REVOKE_EARN', customers: [{ ...customer, ...changes }] });
    await expectAnswer(revokeOnce({ earnIds }), refusal(notRevocable));
    expect((await revokeOnce({})).json()).toMatchObject({ failureCount: 0 });
    await expectAnswer(revokeOnce({}), refusal(notRevocable));
  });

  it('takes a hundred earnings of one customer, and no more', async () => {
    const organisation = await gateway.organisation({ promotions: [direct] });
    const { results } = await earn(organisation, { customers: inStore(...Array<string>(100).fill('1001')) });
    const earnIds = results.map(({ earnedId }) => Number(earnedId));
    const [customer] = inStore('1001');
    const revokeOnce = (ids: readonly number[]) =>
      revoke(organisation, { bulkAction: 'REVOKE_EARN', customers: [{ ...customer, earnIds: ids }] });
    await expectAnswer(
      revokeOnce([...earnIds, earnIds[0] ?? 0]),
      refusal(failed(1060, 'Batch limit size exceeded.')),
    );
    await expectAnswer(revokeOnce(earnIds), {
      response: [{ result: { ...named, entityId: 1001, revokedEarnIds: earnIds }, ...done }],
      totalCount: 1,
      failureCount: 0,
    });
  });

  it.each([
    ['REVOKE_ENROL', 'DIRECT_ISSUE'],
    ['REVOKE_ENROL', 'GENERIC'],
    ['REVOKE_EARN', 'GENERIC'],
    ['ENROL', 'ENROL_AND_ISSUE'],
    ['EARN', 'ENROL_AND_ISSUE'],
    ['revoke_earn', 'ENROL_AND_ISSUE'],
    ['ISSUE', 'ENROL_AND_ISSUE'],
  ] as const)('does not take %s on %s', async (bulkAction, kind) => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ kind })] });
    await expectAnswer(revoke(organisation, { bulkAction }), refusal(notSupported));
  });

  it('leaves REVOKE_ENROL and REVOKE_EARN to itself', async () => {
    const organisation = await gateway.organisation();
    for (const bulkAction of ['REVOKE_ENROL', 'REVOKE_EARN']) {
      expect((await organisation.bulk(aBody({ bulkAction }))).json()).toEqual(
        refusal(failed(8902, 'bulk action passed not supported for loyalty/generic promotion type')),
      );
    }
  });

  it.each([
    ['an entity type', { type: 'TILL' }, failed(8901, 'invalid entity type passed')],
    [
      'a program',
      { promotionDetails: { programId: 11, promotionId: 500 } },
      failed(1101, 'invalid programId passed'),
    ],
    [
      'a promotion',
      { promotionDetails: { programId: 10, promotionId: 501 } },
      failed(8874, 'promotion id passed is invalid'),
    ],
    ['an identifier name', { identifierName: 'card' }, failed(8013, 'Lookup,Invalid identifier passed')],
  ])('refuses %s that it does not know', async (_, changes, item) => {
    const organisation = await gateway.organisation();
    await expectAnswer(revoke(organisation, { bulkAction: 'REVOKE_EARN', ...changes }), refusal(item));
  });

  it('takes nothing back of a promotion that is over', async () => {
    const organisation = await gateway.organisation({ promotions: [many] });
    await enrol(organisation);
    gateway.clock.set('2026-12-31T00:00:00Z');
    await expectAnswer(
      revoke(organisation, { bulkAction: 'REVOKE_ENROL' }),
      refusal(failed(8892, 'promotion is inactive')),
    );
  });

  it('knows nothing of the customers, promotions and earnings of another organisation', async () => {
    const theirs = await gateway.organisation({ promotions: [direct] });
    const ours = await gateway.organisation({ promotions: [direct] });
    const { results } = await earn(theirs);
    const [customer] = inStore('1001');
    const customers = [{ ...customer, earnIds: [results[0]?.earnedId] }];
    await expectAnswer(revoke(ours, { bulkAction: 'REVOKE_EARN', customers }), refusal(notRevocable));
    expect((await revoke(theirs, { bulkAction: 'REVOKE_EARN', customers })).json()).toMatchObject({
      failureCount: 0,
    });
  });

  it('needs customer:write', async () => {
    const organisation = await gateway.organisation({ access: ['customer:read', 'promotion:write'] });
    const { statusCode, json } = await revoke(organisation, { bulkAction: 'REVOKE_ENROL' });
    expect(statusCode).toBe(403);
    expect(json()).toEqual({
      errors: [
        { status: false, code: 4000, message: "Client doesn't have access to the requested resource" },
      ],
      warnings: [],
    });
  });
});
