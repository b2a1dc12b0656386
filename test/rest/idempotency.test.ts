import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { aBody, inStore, recorded } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const ENROL_AND_EARN = '/v2/promotion/bulk/enrolAndEarn';
const REVOKE = '/v2/promotion/bulk/revokeEnrolAndEarn';
const ISSUE = '/v2/promotion/issue?identifierName=id&identifierValue=1001&source=INSTORE';
const many = [aPromotion({ enrolmentLimit: null, earnLimit: null })];

describe('the header Idempotency-Key', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterEach(() => gateway.clock.set(TEST_NOW));
  afterAll(() => gateway.close());

  function send(organisation: TestOrganisation, key: string, changes: object = {}, url = ENROL_AND_EARN) {
    return organisation.post(url, aBody(changes), { 'idempotency-key': key });
  }

  const replayedOf = ({ headers }: { headers: Record<string, unknown> }) => headers['idempotency-replayed'];

  it('makes a repeated call answer as the first time, byte by byte, and says so in a header', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const changes = { customers: inStore('1002', '9999', '1001') };
    const first = await send(organisation, 'key-1', changes);
    gateway.clock.set('2026-05-01T00:00:00Z');
    const again = await send(organisation, 'key-1', changes);
    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(again.body).toBe(first.body);
    expect([replayedOf(first), replayedOf(again)]).toEqual([undefined, 'true']);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 2, earnings: 0 });
  });

  it.each([
    ['quoted, then bare', '"key-1"', 'key-1'],
    ['bare, then quoted', 'key-1', '"key-1"'],
    ['with space around', ' key-1 ', 'key-1'],
    ['with escapes, then bare', String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ['of 255 characters', 'k'.repeat(255), `"${'k'.repeat(255)}"`],
    ['of one character', '"!"', '!'],
  ])('is one key %s', async (_, first, second) => {
    const organisation = await gateway.organisation({ promotions: many });
    const answers = [await send(organisation, first), await send(organisation, second)];
    expect(answers.map(replayedOf)).toEqual([undefined, 'true']);
    expect(answers[1]?.body).toBe(answers[0]?.body);
  });

  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['quoted and empty', '""'],
    ['of 256 characters', 'k'.repeat(256)],
    ['quoted, of 256 characters', `"${'k'.repeat(256)}"`],
    ['with a space', 'key 1'],
    ['quoted with a space', '"key 1"'],
    ['with a tab', 'key\t1'],
    ['with a control character', 'key\u0001'],
    ['with DEL', 'key\u007f'],
    ['beyond ASCII', 'kéy'],
    ['that is two', 'key-1, key-2'],
  ])('is refused where it is %s, on every POST', async (_, key) => {
    const organisation = await gateway.organisation();
    for (const url of [ENROL_AND_EARN, REVOKE, ISSUE]) {
      const answer = await send(organisation, key, {}, url);
      expect([answer.statusCode, answer.json()]).toEqual([
        400,
        {
          errors: [
            {
              status: false,
              code: 400,
              message: 'An idempotency key must have 1 to 255 visible ASCII characters',
            },
          ],
          warnings: [],
        },
      ]);
    }
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it('that was used for another request is answered 422, and nothing is done', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    await send(organisation, 'key-1');
    const answer = await send(organisation, 'key-1', { customers: inStore('1002') });
    expect(answer.statusCode).toBe(422);
    expect(answer.headers).not.toHaveProperty('idempotency-replayed');
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.json()).toEqual({
      response: [
        {
          errors: [
            {
              status: false,
              code: 422,
              message: 'This idempotency key was used before, with another input',
            },
          ],
          warnings: [],
        },
      ],
      totalCount: 1,
      failureCount: 1,
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it('is of no concern to other actions, clients and organisations', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const neighbour = await gateway.organisation({ promotions: many });
    const { oauthKey: key, oauthSecret: secret } = organisation;
    const token = (await organisation.post('/v3/oauth/token/generate', { key, secret })).json<{
      data: { accessToken: string };
    }>().data.accessToken;
    const asClient = organisation.post(ENROL_AND_EARN, aBody(), {
      'idempotency-key': 'key-1',
      authorization: `Bearer ${token}`,
    });
    const answers = [
      await asClient,
      await send(organisation, 'key-1'),
      await send(neighbour, 'key-1'),
      await send(organisation, 'key-1', { bulkAction: 'EARN' }),
      await send(organisation, 'key-1', { bulkAction: 'REVOKE_EARN' }, REVOKE),
      await send(organisation, 'key-1', { bulkAction: 'REVOKE_ENROL' }, REVOKE),
      await organisation.post(ISSUE, { programId: 10, promotionId: 500 }, { 'idempotency-key': 'key-1' }),
    ];
    expect(answers.map(replayedOf).filter(Boolean)).toEqual([]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 3, earnings: 1 });
    expect(await recorded(gateway, neighbour)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it.each([
    ['REVOKE_EARN', 'revokedEarnIds'],
    ['REVOKE_ENROL', 'revokedIssualId'],
  ])('makes a repeated %s answer as the first time', async (bulkAction, id) => {
    const organisation = await gateway.organisation({ promotions: many });
    await organisation.bulk(aBody());
    if (bulkAction === 'REVOKE_EARN') await organisation.bulk(aBody({ bulkAction: 'EARN' }));
    const first = await send(organisation, 'key-1', { bulkAction }, REVOKE);
    const again = await send(organisation, 'key-1', { bulkAction }, REVOKE);
    expect(first.json()).toMatchObject({ response: [{ result: { [id]: expect.anything() as unknown } }] });
    expect([again.body, replayedOf(again)]).toEqual([first.body, 'true']);
  });

  it('remembers a refusal by a rule', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ startsAt: new Date('2026-04-02T00:00:00Z') })],
    });
    const first = await send(organisation, 'key-1');
    expect(first.json()).toMatchObject({ response: [{ errors: [{ code: 8892 }] }] });
    gateway.clock.set('2026-04-02T00:00:00Z');
    const again = await send(organisation, 'key-1');
    expect([again.statusCode, again.body, replayedOf(again)]).toEqual([200, first.body, 'true']);
    expect((await send(organisation, 'key-2')).json()).toMatchObject({ failureCount: 0 });
  });

  it.each([
    [
      'too many customers',
      { customers: inStore(...Array.from({ length: 101 }, (_, i) => String(i + 1))) },
      1060,
    ],
    ['no customers', { customers: [] }, 11013],
    ['no promotion', { promotionDetails: { programId: 10 } }, 8881],
  ])(
    'remembers a refusal for %s, and does not take its key for another input',
    async (_case, changes, code) => {
      const organisation = await gateway.organisation({ promotions: many });
      const first = await send(organisation, 'key-1', changes);
      expect(first.json()).toMatchObject({ response: [{ errors: [{ code }] }], totalCount: 1 });
      const again = await send(organisation, 'key-1', changes);
      expect([again.statusCode, again.body, replayedOf(again)]).toEqual([200, first.body, 'true']);
      expect((await send(organisation, 'key-1')).statusCode).toBe(422);
    },
  );

  it('is the same at the other door', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const input = {
      programId: '10',
      promotionId: '500',
      identifierName: 'ID',
      customers: inStore('1001'),
      idempotencyKey: 'key-1',
    };
    const query = `mutation ($input: EnrolCustomersInput!) {
      enrolCustomers(input: $input) { replayed results { ... on Success { issualId } } }
    }`;
    const first = await send(organisation, 'key-1', { identifierName: 'ID' });
    const issualId = first.json<{ response: { result: { issualId: string } }[] }>().response[0]?.result
      .issualId;
    expect((await organisation.graphql(query, { input })).json()).toEqual({
      data: { enrolCustomers: { replayed: true, results: [{ issualId }] } },
    });
  });

  it('acts anew each time where there is none', async () => {
    const organisation = await gateway.organisation({ promotions: many });
    const answers = [await organisation.bulk(aBody()), await organisation.bulk(aBody())];
    expect(answers.map(replayedOf)).toEqual([undefined, undefined]);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 2, earnings: 0 });
  });
});

it('a key under which a call is still under way is answered 409, with the time to come back', async () => {
  const refusal = { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: 1_200 } as const;
  const gateway = await openGateway({
    service: { execute: () => Promise.resolve({ status: 'refused', refusal }) },
  });
  const organisation = await gateway.organisation();
  const message = {
    status: false,
    code: 409,
    message: 'A call with this idempotency key is still under way',
  };
  const failedItem = { errors: [message], warnings: [] };
  const names = { programId: 10, promotionId: 500 };
  const asBulk = { response: [failedItem], totalCount: 1, failureCount: 1 };
  for (const [url, body] of [
    [ENROL_AND_EARN, asBulk],
    [REVOKE, asBulk],
    [ISSUE, { ...failedItem, sideEffects: [] }],
  ] as const) {
    const answer = await organisation.post(url, aBody(names), { 'idempotency-key': 'key-1' });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([409, '2', body]);
  }
  await gateway.close();
});
