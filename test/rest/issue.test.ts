import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { earn, recorded, verdicts } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const failed = (code: number, message: string) => ({
  warnings: [],
  errors: [{ status: false, code, message }],
  sideEffects: [],
});

describe('POST /v2/promotion/issue', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  function issue(
    organisation: TestOrganisation,
    query: Record<string, string> = {},
    body: unknown = { programId: 10, promotionId: 500 },
    headers: Record<string, string> = {},
  ) {
    const customer = { identifierName: 'mobile', identifierValue: '919000001001', source: 'INSTORE' };
    const search = new URLSearchParams({ ...customer, ...query }).toString();
    return organisation.post(`/v2/promotion/issue?${search}`, body, headers);
  }

  it('enrols on Enrol and Issue, and answers the id as a number', async () => {
    const organisation = await gateway.organisation();
    const answer = await issue(organisation, { accountId: '7' });
    expect(answer.statusCode).toBe(200);
    const body = answer.json<{ sideEffects: { issualId: number }[] }>();
    expect(body).toEqual({
      warnings: [],
      errors: [],
      sideEffects: [
        { programId: 10, issualId: expect.any(Number), promotionId: 500, type: 'Points promotion' },
      ],
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
    const { results } = await earn(organisation);
    expect(results[0]?.issualId).toBe(String(body.sideEffects[0]?.issualId));
  });

  it('earns on Direct Issue, and answers both ids as numbers', async () => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ kind: 'DIRECT_ISSUE' })] });
    const answer = await issue(organisation, {}, { programId: '10', promotionId: '500' });
    expect(answer.json()).toEqual({
      warnings: [],
      errors: [],
      sideEffects: [
        {
          programId: 10,
          issualId: expect.any(Number),
          earnedId: expect.any(Number),
          promotionId: 500,
          type: 'Points promotion',
        },
      ],
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 1 });
    expect(verdicts(await earn(organisation))).toEqual(['NOT_ISSUED']);
  });

  it.each(['USERGROUP2', 'customer', '', 5])('refuses the type %j, and records nothing', async (type) => {
    const organisation = await gateway.organisation();
    const answer = await issue(organisation, {}, { programId: 10, promotionId: 500, type });
    expect(answer.json()).toMatchObject({ errors: [{ code: 1212 }], sideEffects: [] });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it('takes the type CUSTOMER', async () => {
    const organisation = await gateway.organisation();
    const answer = await issue(organisation, {}, { programId: 10, promotionId: 500, type: 'CUSTOMER' });
    expect(answer.json()).toMatchObject({ errors: [], sideEffects: [{ promotionId: 500 }] });
  });

  it('warns where the limit is reached', async () => {
    const organisation = await gateway.organisation();
    await issue(organisation);
    const answer = await issue(organisation);
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        warnings: [
          {
            status: false,
            code: 8890,
            message: 'promotion not issued due to config issues or customer exhausted limits',
          },
        ],
        errors: [],
        sideEffects: [],
      },
    ]);
  });

  const empty = 'identifierName, identifierValue, source can not be empty';
  it.each([
    [
      'no customer with that identifier',
      { identifierValue: '919000009999' },
      8015,
      'Customer not found for the given identifiers',
    ],
    [
      'a customer of another source',
      { source: 'FACEBOOK' },
      8015,
      'Customer not found for the given identifiers',
    ],
    ['an unknown source', { source: 'SHOP' }, 8003, 'Invalid source'],
    ['no source', { source: '' }, 11013, empty],
    ['no value', { identifierValue: '' }, 11013, empty],
    ['no identifier name', { identifierName: '' }, 11013, empty],
    ['an unknown identifier name', { identifierName: 'card' }, 8013, 'Lookup,Invalid identifier passed'],
  ])('refuses %s', async (_, query, code, message) => {
    const answer = await issue(await gateway.organisation(), query);
    expect([answer.statusCode, answer.json()]).toEqual([200, failed(code, message)]);
  });

  const missing =
    'insufficient parameters passed, program id and one of promotion id/identifier are required';
  it.each([
    ['no promotion', { programId: 10 }, 8881, missing],
    ['nothing', {}, 8881, missing],
    ['an unknown program', { programId: 11, promotionId: 500 }, 1101, 'invalid programId passed'],
    ['an unknown promotion', { programId: 10, promotionId: 501 }, 8874, 'promotion id passed is invalid'],
  ])('refuses a body with %s', async (_, body, code, message) => {
    const answer = await issue(await gateway.organisation(), {}, body);
    expect([answer.statusCode, answer.json()]).toEqual([200, failed(code, message)]);
  });

  it.each([
    ['is switched off', { active: false }, 8892, 'promotion is inactive'],
    [
      'takes neither',
      { kind: 'GENERIC' },
      8902,
      'bulk action passed not supported for loyalty/generic promotion type',
    ],
  ] as const)('refuses a promotion that %s', async (_, changes, code, message) => {
    const organisation = await gateway.organisation({ promotions: [aPromotion(changes)] });
    expect((await issue(organisation)).json()).toEqual(failed(code, message));
  });

  it.each([
    ['no JSON', '{', 'The body is not JSON'],
    ['a list', '[]', 'The body must be a JSON object'],
    ['nothing', '', 'The body is empty: JSON is expected'],
  ])('refuses a body that is %s', async (_, body, message) => {
    const answer = await issue(await gateway.organisation(), {}, body);
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { errors: [{ status: false, code: 400, message }], warnings: [] },
    ]);
  });

  it('needs customer:write', async () => {
    const organisation = await gateway.organisation({ access: ['customer:read'] });
    expect((await issue(organisation)).statusCode).toBe(403);
  });

  it('never issues twice for a key', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null })],
    });
    const key = { 'idempotency-key': 'issue-1' };
    const first = await issue(organisation, {}, undefined, key);
    const again = await issue(organisation, {}, undefined, key);
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ]);
    const other = await issue(organisation, { identifierValue: '919000001002' }, undefined, key);
    expect([other.statusCode, other.json()]).toEqual([
      422,
      failed(422, 'This idempotency key was used before, with another input'),
    ]);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 1 });
  });
});
