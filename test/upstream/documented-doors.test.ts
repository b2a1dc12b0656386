import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, anInput, enrol, inStore } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import {
  aDocumentedHistory,
  aDocumentedProgram,
  failure,
  openDocumentedPlatform,
  promotionData,
  type DocumentedPlatform,
} from './documented-platform.js';

const PROMOTION = { programId: '469', promotionId: '57099' };
const SPRING = { ...PROMOTION, customers: inStore('306') };
const BY_IDENTIFIER = {
  programId: '469',
  promotionId: null,
  promoIdentifier: '10c2fc95-acd4-476b-9784-9ccb7a410874',
  customers: inStore('306'),
};

let platform: DocumentedPlatform;
let gateway: TestGateway;
let caller: TestOrganisation;
beforeAll(async () => {
  platform = await openDocumentedPlatform();
  const credential = { scheme: 'Basic', username: 'till', password: 'secret' } as const;
  gateway = await openGateway({
    config: { upstream: { url: platform.url, timeoutMs: 10_000, batchSize: 100, credential } },
  });
});
beforeEach(async () => {
  platform.reset();
  // What was read for another organisation is not remembered for this one.
  caller = await gateway.organisation({ promotions: [], customers: [] });
});
afterAll(async () => {
  await gateway.close();
  await platform.close();
});

const get = async (url: string) => {
  const { authorization } = caller;
  const answer = await gateway.app.server.inject({ url, headers: { authorization } });
  return answer.json<Record<string, unknown>>();
};

describe('a mutation in front of a documented platform', () => {
  const enrolSelecting = (fields: string, named: object = SPRING) =>
    caller.graphql(
      `mutation ($input: EnrolCustomersInput!) {
        enrolCustomers(input: $input) { status results { ... on Success { issualId promotion { ${fields} } } } }
      }`,
      { input: anInput(named) },
    );

  it.each(['enrolAndEarn', 'revokeEnrolAndEarn'])(
    'says that bulkAction is missing at %s, and sends nothing',
    async (operation) => {
      for (const bulkAction of [undefined, null, '', ' ']) {
        const answer = await caller.post(`/v2/promotion/bulk/${operation}`, aBody({ bulkAction }));
        expect(answer.json()).toMatchObject({
          response: [{ errors: [{ code: 8902, message: catalogue.MISSING_ACTION.message }] }],
        });
      }
      expect(platform.received).toEqual([]);
    },
  );

  it('shows the warnings beside a success on both doors', async () => {
    const warning = { status: false, code: 1234, message: 'the message was not sent' };
    const { bulk } = platform.answers;
    platform.answers.bulk = (...call) => {
      const answer = bulk(...call).body as { response: object[] };
      return {
        body: { ...answer, response: answer.response.map((entry) => ({ ...entry, warnings: [warning] })) },
      };
    };
    expect(await enrol(caller, SPRING)).toMatchObject({
      status: 'SUCCESS',
      results: [{ issualId: '840', warnings: [{ restCode: 1234, message: warning.message }] }],
    });
    const body = aBody({ promotionDetails: PROMOTION, customers: inStore('306') });
    expect((await caller.bulk(body)).json()).toMatchObject({
      response: [{ result: { issualId: '840' }, errors: [], warnings: [warning] }],
      failureCount: 0,
    });
  });

  it('reads nothing for what the call names', async () => {
    const answer = await enrolSelecting('id program { id }');
    expect(answer.json()).toMatchObject({
      data: {
        enrolCustomers: {
          status: 'SUCCESS',
          results: [{ issualId: '840', promotion: { id: '57099', program: { id: '469' } } }],
        },
      },
    });
    expect(platform.received.map(({ method }) => method)).toEqual(['POST']);
  });

  it.each([
    ['fails', { status: 500, body: {} }],
    ['is refused', { status: 403, body: {} }],
  ])(
    'goes through where the reading of a detail %s, which is null with an error at its place',
    async (_, away) => {
      platform.answers.programs = () => away;
      platform.answers.promotion = () => away;
      const answer = await enrolSelecting('id name');
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        data: {
          enrolCustomers: {
            status: 'SUCCESS',
            results: [{ issualId: '840', promotion: { id: '57099', name: null } }],
          },
        },
        errors: [{ path: ['enrolCustomers', 'results', 0, 'promotion', 'name'] }],
      });
    },
  );

  it('finds the id of a promotion that it names by promoIdentifier', async () => {
    const answer = await enrolSelecting('id kind', BY_IDENTIFIER);
    const promotion = { id: '57099', kind: 'ENROL_AND_ISSUE' };
    expect(answer.json()).toMatchObject({
      data: { enrolCustomers: { status: 'SUCCESS', results: [{ issualId: '840', promotion }] } },
    });
  });

  describe.each([
    ['fail', { status: 500, body: {} }],
    ['are refused', { status: 403, body: {} }],
    ['do not show the promotion', promotionData([])],
    ['show it so that it cannot be read', promotionData([aDocumentedHistory({ startDate: 'soon' })])],
  ])('that names its promotion by promoIdentifier, where the reads %s', (_, away) => {
    it.each([
      ['id', ['id']],
      ['program { name }', ['program', 'name']],
    ])('goes through, and its promotion with %s is null with an error at its place', async (fields, path) => {
      platform.answers.promotionData = () => away;
      const answer = await enrolSelecting(fields, BY_IDENTIFIER);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        data: { enrolCustomers: { status: 'SUCCESS', results: [{ issualId: '840', promotion: null }] } },
        errors: [{ path: ['enrolCustomers', 'results', 0, 'promotion', ...path] }],
      });
    });

    it('goes through, with null and an error in the place of each other detail', async () => {
      platform.answers.promotionData = () => away;
      const answer = await enrolSelecting('promoIdentifier program { id } kind endsAt', BY_IDENTIFIER);
      const { promoIdentifier } = BY_IDENTIFIER;
      const promotion = { promoIdentifier, program: { id: '469' }, kind: null, endsAt: null };
      const { data, errors } = answer.json<{ data: unknown; errors: { path: unknown[] }[] }>();
      expect(data).toEqual({
        enrolCustomers: { status: 'SUCCESS', results: [{ issualId: '840', promotion }] },
      });
      expect(errors.map(({ path }) => path.at(-1)).sort()).toEqual(['endsAt', 'kind']);
    });
  });

  it('has null with an error for the details of a promotion that the platform does not show', async () => {
    platform.answers.promotion = () => ({
      body: { status: { code: 200 }, validationErrors: [{ code: 4029, message: 'no' }], data: null },
    });
    const answer = await enrolSelecting('id kind');
    expect(answer.json()).toMatchObject({
      data: { enrolCustomers: { results: [{ issualId: '840', promotion: { id: '57099', kind: null } }] } },
      errors: [{ path: ['enrolCustomers', 'results', 0, 'promotion', 'kind'] }],
    });
  });
});

describe('REST in front of a documented platform', () => {
  const PROMOTION_DATA =
    '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=306&source=ALL';

  it('passes on what it has no use for itself: descriptions, limits, usage, restrictions, redemptions', async () => {
    platform.answers.promotionData = () => promotionData([aDocumentedHistory()]);
    const { promotions } = (await get(PROMOTION_DATA)) as { promotions: Record<string, unknown>[] };
    const { promotionRestriction, limits, customerUsage, description, eventName, promotionMetadata } =
      aDocumentedHistory() as Record<string, unknown>;
    expect(promotions).toMatchObject([
      {
        promotionId: 57099,
        promotionRestriction,
        limits,
        customerUsage,
        description,
        eventName,
        promotionMetadata,
        customerPromotionTimelines: [
          {
            enrollmentId: 840,
            enrollEventLogId: 1,
            issuedDetails: [{ issualId: 900, issualEventLogId: 2, redeemedCount: 3 }],
          },
        ],
      },
    ]);
  });

  it.each([
    ['"9007199254740993"', 'as text', '9007199254740993'],
    ['9007199254740993', 'beyond what a double holds', '9007199254740993'],
    ['"x"', 'that is none', 'null'],
    ['null', 'left out', 'null'],
  ])('passes on %s, an id of an event log %s', async (id, _, passed) => {
    const { body } = promotionData([aDocumentedHistory()]);
    const text = JSON.stringify(body).replace('"enrollEventLogId":1', `"enrollEventLogId":${id}`);
    platform.answers.promotionData = () => ({ body: text, headers: { 'content-type': 'application/json' } });
    const { authorization } = caller;
    const answer = await gateway.app.server.inject({ url: PROMOTION_DATA, headers: { authorization } });
    expect(answer.body).toContain(`"enrollEventLogId":${passed},`);
  });
});

describe('REST in front of a platform whose restrictions are not as documented', () => {
  it.each<[string, object]>([
    ['an object', { issualRestrictions: { a: 1 }, earnRestrictions: [], redemptionRestrictions: [] }],
    ['null', { issualRestrictions: null, earnRestrictions: null, redemptionRestrictions: null }],
    ['texts', { issualRestrictions: ['x'], earnRestrictions: 'y', redemptionRestrictions: 7 }],
  ])('has empty lists in place of %s', async (_, promotionRestriction) => {
    platform.answers.promotionData = () => promotionData([aDocumentedHistory({ promotionRestriction })]);
    const url = '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=306&source=ALL';
    expect(await get(url)).toMatchObject({
      promotions: [
        {
          promotionRestriction: { issualRestrictions: [], earnRestrictions: [], redemptionRestrictions: [] },
        },
      ],
    });
  });
});

describe('a customer in front of a documented platform', () => {
  const promotionsOf = async () => {
    const answer =
      await caller.graphql(`{ loyaltyCustomer(identifierName: ID, identifierValue: "306", source: ALL) {
      id promotions(first: 100) { totalCount: edges { node { promotion { id name program { name } } } } }
    } }`);
    return answer.json<{ data: { loyaltyCustomer: { promotions: { totalCount: unknown[] } } | null } }>().data
      .loyaltyCustomer;
  };

  it('is found by its id, which the documented look-up does not know', async () => {
    platform.answers.lookup = () => failure(8013);
    expect(await promotionsOf()).toMatchObject({ id: '306' });
    platform.answers.promotionData = () => failure(8015);
    const other = await caller.graphql(
      '{ loyaltyCustomer(identifierName: ID, identifierValue: "307", source: ALL) { id } }',
    );
    expect(other.json()).toEqual({ data: { loyaltyCustomer: null } });
  });

  it.each([8065, 8069, 8011, 8012, 8045])('is none where the look-up fails with %i', async (code) => {
    platform.answers.lookup = () => failure(code);
    const answer = await caller.graphql(
      '{ loyaltyCustomer(identifierName: MOBILE, identifierValue: "919000001001", source: INSTORE) { id } }',
    );
    expect(answer.json()).toEqual({ data: { loyaltyCustomer: null } });
  });

  it('keeps its other promotions where one cannot be read', async () => {
    const broken = aDocumentedHistory({ promotionId: 2, startDate: 'soon' });
    platform.answers.promotionData = () => promotionData([broken, aDocumentedHistory()]);
    expect(await promotionsOf()).toMatchObject({
      promotions: { totalCount: [{ node: { promotion: { id: '57099', program: { name: 'Rewards' } } } }] },
    });
  });

  it('has its promotions shown without their programs to a credential that has no access to those', async () => {
    platform.answers.programs = () => ({ status: 403, body: { errorCode: 4000, errorMessage: 'no access' } });
    expect(await promotionsOf()).toMatchObject({
      promotions: {
        totalCount: [{ node: { promotion: { name: 'test enroll and issue', program: { name: '' } } } }],
      },
    });
  });

  it.each([
    ['promotions', (offset: number) => offset],
    ['pages, from 0', (offset: number) => offset * 50],
    ['pages, from 1', (offset: number) => Math.max(0, offset - 1) * 50],
  ])(
    'has all of its promotions where the platform lists 50 at a time, and its offset counts %s',
    async (_, firstOf) => {
      const all = Array.from({ length: 169 }, (_, i) => aDocumentedHistory({ promotionId: 1_000 + i }));
      platform.answers.promotionData = (_, query) => {
        const first = firstOf(Number(query.get('offset')));
        const page = { pageNumber: 0, pageSize: 50, totalEntries: 169, pageCount: 4 };
        return promotionData(all.slice(first, first + 50), page);
      };
      const url = '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=306&source=ALL';
      expect(await get(url)).toMatchObject({ pageDetails: { totalEntries: 169 } });
    },
  );
});

describe('the programs of a documented platform', () => {
  const url = '/v2/organization/programs';

  it('are passed on with all that the platform has for them', async () => {
    const details = { pointsToCurrencyRatio: 0.25, partnerPrograms: [{ programId: 7 }], default: true };
    const programs = [
      { ...aDocumentedProgram(), ...details },
      { ...aDocumentedProgram(), programId: 470, ...details, default: false },
    ];
    platform.answers.programs = () => ({ body: { data: programs, warnings: [], errors: [] } });
    expect(await get(url)).toEqual({ data: programs, warnings: [], errors: [] });
  });

  it('have null for what the platform leaves out', async () => {
    platform.answers.programs = () => ({ body: { data: [{ programId: 469, programName: 'Rewards' }] } });
    expect(await get(url)).toMatchObject({
      data: [{ programId: 469, programDescription: null, pointsToCurrencyRatio: null, partnerPrograms: [] }],
    });
  });
});

describe("a platform that refuses the gateway's credential access", () => {
  const REFUSED = { status: 403, body: { errorCode: 4000, errorMessage: 'no access' } };
  const LACKS_POINTS = expect.stringContaining('lacks the access group Points or Organization') as string;
  const LACKS_CUSTOMER = expect.stringContaining('lacks the access group Customer') as string;
  const inject = (url: string) =>
    gateway.app.server.inject({ url, headers: { authorization: caller.authorization } });
  const ONE = '/api_gateway/loyalty/v1/programs/469/promotions';

  it('to programs has REST answer 501 with the access group that it lacks', async () => {
    platform.answers.programs = () => REFUSED;
    const answer = await inject('/v2/organization/programs');
    expect(answer.statusCode).toBe(501);
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.json()).toMatchObject({ errors: [{ message: LACKS_POINTS }] });
  });

  it.each([
    ['loyaltyProgram', '{ loyaltyProgram(id: 469) { id } }'],
    [
      '_entities',
      '{ _entities(representations: [{ __typename: "LoyaltyProgram", id: "469" }]) { __typename } }',
    ],
  ])('to programs has %s null with the access group that it lacks', async (_, query) => {
    platform.answers.programs = () => REFUSED;
    const { errors } = (await caller.graphql(query)).json<{ errors: unknown[] }>();
    expect(errors).toMatchObject([{ message: LACKS_POINTS, extensions: { code: 'NOT_OFFERED' } }]);
  });

  it('to programs has one promotion read, and an unknown one refused as such', async () => {
    platform.answers.programs = () => REFUSED;
    expect((await inject(`${ONE}/57099/get`)).json()).toMatchObject({ data: [{ id: 57099 }] });
    platform.answers.promotion = () => ({
      body: { status: { code: 200 }, validationErrors: [{ code: 4029, message: 'no' }], data: null },
    });
    expect((await inject(`${ONE}/9/get`)).json()).toMatchObject({ validationErrors: [{ code: 4029 }] });
  });

  it('to one promotion has both doors say so', async () => {
    platform.answers.promotion = () => REFUSED;
    const answer = await inject(`${ONE}/57099/get`);
    expect([answer.statusCode, answer.json()]).toMatchObject([501, { errors: [{ message: LACKS_POINTS }] }]);
    const query = '{ loyaltyPromotion(programId: 469, promotionId: 57099) { name } }';
    expect((await caller.graphql(query)).json()).toMatchObject({
      errors: [{ message: LACKS_POINTS, extensions: { code: 'NOT_OFFERED' } }],
    });
  });

  it('to customers has both doors say so', async () => {
    platform.answers.lookup = () => REFUSED;
    platform.answers.promotionData = () => REFUSED;
    const answer = await inject(
      '/v2/customers/lookup?identifierName=mobile&identifierValue=919000001001&source=INSTORE',
    );
    expect([answer.statusCode, answer.json()]).toMatchObject([
      501,
      { errors: [{ message: LACKS_CUSTOMER }] },
    ]);
    const query = `{ loyaltyCustomer(identifierName: ID, identifierValue: "306") { id } }`;
    expect((await caller.graphql(query)).json()).toMatchObject({
      errors: [{ message: LACKS_CUSTOMER, extensions: { code: 'NOT_OFFERED' } }],
    });
  });

  it('to a mutation is answered in words for it, and its key may act later', async () => {
    platform.answers.bulk = () => REFUSED;
    const input = { ...SPRING, idempotencyKey: 'refused' };
    expect(await enrol(caller, input)).toMatchObject({
      results: [{ code: 'UPSTREAM_UNAVAILABLE', message: LACKS_CUSTOMER, retryAfterMs: 60_000 }],
    });
    const body = aBody({ promotionDetails: PROMOTION, customers: inStore('306') });
    const answer = await caller.bulk(body);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '60']);
    expect(answer.json()).toMatchObject({ response: [{ errors: [{ code: 503, message: LACKS_CUSTOMER }] }] });
    platform.reset();
    expect(await enrol(caller, input)).toMatchObject({ status: 'SUCCESS', replayed: false });
  });
});
