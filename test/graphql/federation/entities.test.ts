import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { createLogger } from '../../../src/http/log/logger.js';
import { accessGroups, type Access } from '../../../src/service/caller.js';
import { StoreUnavailable } from '../../../src/service/ports.js';
import { openMemoryStore } from '../../support/embedded-store.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { earn, enrol, inStore } from '../../support/operations.js';
import { aCustomer, type TestOrganisation } from '../../support/organisation.js';
import { aPromotion } from '../../support/promotion.js';

const IDS = Array.from({ length: 100 }, (_, i) => String(1_001 + i));

const TYPES = ['Customer', 'LoyaltyProgram', 'Promotion'] as const;

type EntityType = (typeof TYPES)[number];

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Customer { id } ... on LoyaltyProgram { id programName: name } ... on Promotion { id name kind program { id } }
} }`;

let gateway: TestGateway;

let organisation: TestOrganisation;

beforeAll(async () => {
  gateway = await openGateway();
  const other = { programId: '20', name: 'Other', active: true };
  organisation = await gateway.organisation({
    promotions: [
      aPromotion(),
      ...IDS.map((id) => aPromotion({ promotionId: id, promoIdentifier: null, program: other })),
    ],
    customers: IDS.map(aCustomer),
  });
});

afterAll(() => gateway.close());

/** Asks for these entities, and expects to be answered them without an error. */
async function find(representations: readonly unknown[], query = ENTITIES): Promise<unknown[]> {
  const response = await organisation.graphql(query, { representations });
  expect(response.json()).not.toHaveProperty('errors');
  expect(response.statusCode).toBe(200);
  return response.json<{ data: { _entities: unknown[] } }>().data._entities;
}

const some = (__typename: EntityType, ids: readonly unknown[]) => ids.map((id) => ({ __typename, id }));

describe('the gateway as a subgraph finds', () => {
  it('the 3 promotions of 50 orders, which a gateway asks for 150 times', async () => {
    const promotions = some('Promotion', ['500', '1001', '1002']);
    const found = await find(Array.from({ length: 50 }, () => promotions).flat());
    expect(found).toHaveLength(150);
    expect(found.slice(147)).toEqual(found.slice(0, 3));
    expect(found[0]).toMatchObject({ id: '500', name: 'Spring' });
  });

  it('each entity in the order in which it was asked for', async () => {
    const [customers, programs, promotions] = [
      some('Customer', ['1002', '1001']),
      some('LoyaltyProgram', ['20', '10']),
      some('Promotion', ['500', '1007']),
    ];
    const inTurn = [0, 1].flatMap((i) => [customers[i], programs[i], promotions[i]]);
    expect(await find(inTurn)).toEqual([
      { __typename: 'Customer', id: '1002' },
      { __typename: 'LoyaltyProgram', id: '20', programName: 'Other' },
      expect.objectContaining({ __typename: 'Promotion', id: '500', program: { id: '10' } }),
      { __typename: 'Customer', id: '1001' },
      { __typename: 'LoyaltyProgram', id: '10', programName: 'Rewards' },
      expect.objectContaining({ __typename: 'Promotion', id: '1007', program: { id: '20' } }),
    ]);
  });

  it('by a number and by digits alike, and says the id as it is', async () => {
    expect(await find(some('Customer', [1001, '001001']))).toEqual(some('Customer', ['1001', '1001']));
  });

  it('what an entity leads to', async () => {
    await enrol(organisation, { customers: inStore('1001') });
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Customer { promotions(first: 20, availability: AVAILABLE_TO_EARN) { edges { node { promotion { id } enrolments { edges { node { active } } } } } } }
        ... on LoyaltyProgram { promotions { edges { node { id } } } }
      } }`;
    const representations = [...some('Customer', ['1001']), ...some('LoyaltyProgram', ['10'])];
    expect(await find(representations, query)).toEqual([
      {
        promotions: {
          edges: [
            { node: { promotion: { id: '500' }, enrolments: { edges: [{ node: { active: true } }] } } },
          ],
        },
      },
      { promotions: { edges: [{ node: { id: '500' } }] } },
    ]);
  });

  it.each(TYPES)('null for a %s that is not there, and for what is no id', async (type) => {
    const ids = ['404', '', 'abc', '-1', '0', 1_500, '9223372036854775808', "1' or true --", '1001\0'];
    const found = await find(some(type, ids));
    expect(found).toEqual(ids.map(() => null));
  });

  it.each(TYPES)('null for a %s of another organisation', async (type) => {
    const theirs = await gateway.organisation({
      promotions: [
        aPromotion({ promotionId: '7001', program: { programId: '7002', name: 'P', active: true } }),
      ],
      customers: [aCustomer('7003')],
    });
    const ids = ['7001', '7002', '7003'];
    const answer = await theirs.graphql(ENTITIES, { representations: some(type, ids) });
    expect(answer.json().data._entities).toContainEqual(expect.objectContaining({ __typename: type }));
    expect(await find(some(type, ids))).toEqual([null, null, null]);
  });

  it('nothing where nothing is asked for', async () => {
    expect(await find([])).toEqual([]);
  });
});

describe('what a customer has, as an entity,', () => {
  const RECORDS = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename
    ... on CustomerPromotion { id enrolmentsUsed customer { id } promotion { id } }
    ... on PromotionEnrolment { id active issualId }
    ... on PromotionEarning { id earnedId expiresAt }
  } }`;
  const RECORD_TYPES = ['CustomerPromotion', 'PromotionEnrolment', 'PromotionEarning'] as const;

  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  let ids: Record<(typeof RECORD_TYPES)[number], string[]>;
  beforeAll(async () => {
    const promotions = [aPromotion()];
    ours = await gateway.organisation({ promotions, customers: IDS.map(aCustomer) });
    theirs = await gateway.organisation({ promotions, customers: IDS.map(aCustomer) });
    const customers = inStore(...IDS);
    await enrol(ours, { customers });
    const { results } = await earn(ours, { customers });
    ids = {
      CustomerPromotion: IDS.map((id) => `${id}-500`),
      PromotionEnrolment: results.map(({ issualId }, i) => `${IDS[i] ?? ''}-500-${issualId ?? ''}`),
      PromotionEarning: results.map(({ earnedId }, i) => `${IDS[i] ?? ''}-500-${earnedId ?? ''}`),
    };
  });

  async function findIn(caller: TestOrganisation, type: string, wanted: readonly string[]) {
    const representations = wanted.map((id) => ({ __typename: type, id }));
    const response = await caller.graphql(RECORDS, { representations });
    return response.json<{ data: { _entities: (object | null)[] } | null; errors?: object[] }>();
  }

  it('is found by its id', async () => {
    const found = await Promise.all(
      RECORD_TYPES.map(async (type) => (await findIn(ours, type, ids[type].slice(0, 1))).data?._entities),
    );
    expect(found).toEqual([
      [expect.objectContaining({ id: '1001-500', enrolmentsUsed: 1, customer: { id: '1001' } })],
      [expect.objectContaining({ id: ids.PromotionEnrolment[0], active: true })],
      [expect.objectContaining({ id: ids.PromotionEarning[0], earnedId: expect.any(String) })],
    ]);
  });

  it.each(RECORD_TYPES)('is found with as many statements for 100 as for one: %s', async (type) => {
    const statementsFor = async (count: number) => {
      gateway.statements.length = 0;
      const { data } = await findIn(ours, type, ids[type].slice(0, count));
      expect(data?._entities.filter((found) => found !== null)).toHaveLength(count);
      return gateway.statements.length;
    };
    expect(await statementsFor(100)).toBe(await statementsFor(1));
  });

  it.each(RECORD_TYPES)('is null in another organisation: %s', async (type) => {
    const { data } = await findIn(theirs, type, ids[type].slice(0, 3));
    const found = data?._entities ?? [];
    // Their customers are offered a promotion of the same id, which is theirs.
    if (type === 'CustomerPromotion') expect(found[0]).toMatchObject({ enrolmentsUsed: 0 });
    else expect(found).toEqual([null, null, null]);
  });

  it.each(RECORD_TYPES)(
    'is null under the id of another customer or promotion, and for what is no id: %s',
    async (type) => {
      const last = ids[type][0]?.split('-')[2] ?? '';
      const others = last ? [`1002-500-${last}`, `1001-501-${last}`] : ['404-500', '1001-501'];
      const wrong = [
        ...others,
        '',
        'x',
        '1001',
        '1001-500-1-1',
        '1001-500-',
        '-500-1',
        "1001-500-1' or true --",
      ];
      const { data, errors } = await findIn(ours, type, wrong);
      expect(errors).toBeUndefined();
      expect(data?._entities).toEqual(wrong.map(() => null));
    },
  );

  it.each(RECORD_TYPES)('needs customer:read: %s', async (type) => {
    const caller = await gateway.organisation({
      access: accessGroups.filter((group) => group !== 'customer:read'),
    });
    const { data, errors } = await findIn(caller, type, ids[type].slice(0, 1));
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('counts its customer once against the rate limit', async () => {
    const limited = await openGateway({ config: { customersPerMinute: 100 } });
    const caller = await limited.organisation({ promotions: [aPromotion()], customers: [aCustomer('1001')] });
    const representations = [
      { __typename: 'Customer', id: '1001' },
      { __typename: 'CustomerPromotion', id: '1001-500' },
      { __typename: 'PromotionEnrolment', id: '1001-500-1' },
    ];
    const response = await caller.graphql(RECORDS, { representations });
    expect(response.headers.ratelimit).toContain('r=99;');
    await limited.close();
  });
});

describe('the gateway as a subgraph', () => {
  describe('takes', () => {
    async function statementsOf(representations: readonly unknown[], query?: string): Promise<number> {
      gateway.statements.length = 0;
      const found = await find(representations, query);
      expect(found).toHaveLength(representations.length);
      expect(found).not.toContain(null);
      return gateway.statements.length;
    }

    it.each(TYPES)('one statement for a %s, and one for 100', async (type) => {
      const ids = type === 'LoyaltyProgram' ? IDS.map((_, i) => (i % 2 ? '10' : '20')) : IDS;
      expect(await statementsOf(some(type, ids.slice(0, 1)))).toBe(1);
      expect(await statementsOf(some(type, ids))).toBe(1);
    });

    it('three statements for 100 of all types', async () => {
      const mixed = IDS.map((id, i) =>
        i % 3 === 0
          ? some('LoyaltyProgram', ['10'])[0]
          : some(i % 3 === 1 ? 'Customer' : 'Promotion', [id])[0],
      );
      expect(await statementsOf(mixed)).toBe(3);
    });

    it('as many statements for the promotions of 100 customers as for those of one', async () => {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Customer { promotions(first: 1) { edges { node { availability } } } } } }`;
      const [one, hundred] = [
        await statementsOf(some('Customer', IDS.slice(0, 1)), query),
        await statementsOf(some('Customer', IDS), query),
      ];
      expect(hundred).toBe(one);
    });
  });

  describe('refuses', () => {
    it.each([
      [
        '1,001 representations',
        some('Customer', Array<string>(1_001).fill('1001')),
        '_entities accepts at most 1000 representations: send fewer in one call',
      ],
      [
        '301 different entities',
        some(
          'Promotion',
          Array.from({ length: 301 }, (_, i) => String(i + 1)),
        ),
        '_entities accepts at most 300 different entities: send fewer in one call',
      ],
    ])('%s', async (_, representations, message) => {
      const query =
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
      const response = await organisation.graphql(query, { representations });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        data: null,
        errors: [
          {
            message,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
    });

    it.each([
      ['text', 'Customer:1001'],
      ['a number', 1001],
      ['a list', [{ __typename: 'Customer', id: '1001' }]],
      ['an object without a type', { id: '1001' }],
      ['a type that is no text', { __typename: ['Customer'], id: '1001' }],
      ['a type that is no entity', { __typename: 'Success', id: '1001' }],
      ['a type that there is not', { __typename: 'Till', id: '1001' }],
      ['a type of graphql itself', { __typename: '__Type', id: '1001' }],
      ['a name that every object has', { __typename: 'constructor', id: '1001' }],
      ['no id', { __typename: 'Customer' }],
      ['null for an id', { __typename: 'LoyaltyProgram', id: null }],
      ['a boolean for an id', { __typename: 'Promotion', id: true }],
      ['an object for an id', { __typename: 'Customer', id: { id: '1001' } }],
      ['a list for an id', { __typename: 'Customer', id: ['1001'] }],
      ['a fraction for an id', { __typename: 'Customer', id: 1001.5 }],
    ])('%s for a representation', async (_, representation) => {
      const representations = [...some('Customer', ['1001']), representation];
      const response = await organisation.graphql(ENTITIES, { representations });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        data: null,
        errors: [
          { message: expect.stringContaining('representation'), extensions: { code: 'BAD_USER_INPUT' } },
        ],
      });
      expect(response.body).not.toContain('1001');
    });

    it('a number for an id that JSON cannot carry whole, for it might be the one beside it', async () => {
      const body = JSON.stringify({ query: ENTITIES, variables: { representations: ['X'] } });
      const response = await organisation.post(
        '/graphql',
        body.replace('"X"', '{"__typename":"Customer","id":9007199254740993}'),
      );
      expect(response.statusCode).toBe(400);
      expect(response.json().data).toBeNull();
    });

    it('null for a representation, and a representation beside a list', async () => {
      const ofNull = await organisation.graphql(ENTITIES, { representations: [null] });
      expect(ofNull.statusCode).toBe(400);
      const single = await organisation.graphql(ENTITIES, { representations: some('Customer', ['1001'])[0] });
      expect(single.json().data).toEqual({ _entities: some('Customer', ['1001']) });
    });

    it('entities whose pages within pages could come to more than anyone reads', async () => {
      const response = await organisation.graphql(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on LoyaltyProgram {
          promotions(first: 100) { edges { node { program { promotions(first: 3) { edges { node { id } } } } } } } } } }`,
        { representations: some('LoyaltyProgram', ['10']) },
      );
      expect(response.statusCode).toBe(400);
      expect(response.json().errors[0].message).toContain('more than 20000 items');
    });
  });

  describe('asks for', () => {
    it.each([ENTITIES, '{ _service { sdl } }'])('credentials before it answers %s', async (query) => {
      for (const headers of [{ authorization: '' }, { authorization: 'Basic bm86Ym9keQ==' }]) {
        const body = { query, variables: { representations: some('Customer', ['1001']) } };
        const response = await organisation.post('/graphql', body, headers);
        expect(response.statusCode).toBe(401);
        expect(response.json()).toEqual({
          errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })],
        });
      }
    });

    it.each([
      { type: 'Customer', access: 'customer:read' },
      { type: 'LoyaltyProgram', access: 'promotion:read' },
      { type: 'Promotion', access: 'promotion:read' },
    ] as const)('$access before it finds a $type', async ({ type, access }) => {
      const representations = some(type, ['10', '500', '1001']);
      const ask = async (allowed: readonly Access[]) =>
        (await gateway.organisation({ access: allowed })).graphql(ENTITIES, { representations });
      const refused = await ask(accessGroups.filter((group) => group !== access));
      expect(refused.statusCode).toBe(403);
      expect(refused.headers['www-authenticate']).toContain(`scope="${access}"`);
      expect(refused.json()).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      const answered = await ask([access]);
      expect(answered.statusCode).toBe(200);
      expect(answered.json().data._entities).toContainEqual(expect.objectContaining({ __typename: type }));
    });
  });

  it('answers that the store is away, with the time to retry', async () => {
    const store = await openMemoryStore();
    let isAway = false;
    const db = store.db.withPlugin({
      transformQuery: ({ node }) => {
        if (isAway) throw new StoreUnavailable('connect ECONNREFUSED db.internal.example:5432');
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const app = await createApp(readConfig({ DEMO: 'true' }), createLogger('silent'), {
      store: { ...store, db },
    });
    const headers = { authorization: `Basic ${Buffer.from('demo.till:demo123').toString('base64')}` };
    const representations = [...some('Customer', ['555567088', '404']), ...some('LoyaltyProgram', ['469'])];
    const payload = { query: ENTITIES, variables: { representations } };
    const ask = () => app.server.inject({ method: 'POST', url: '/graphql', headers, payload });
    expect((await ask()).json().data._entities).toMatchObject([{ id: '555567088' }, null, { id: '469' }]);
    isAway = true;
    const response = await ask();
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.json()).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect(response.body).not.toContain('db.internal.example');
    await app.close();
  });

  it('puts no timings into an answer', async () => {
    const body = { query: '{ __typename }' };
    const response = await organisation.post('/graphql', body, { 'apollo-federation-include-trace': 'ftv1' });
    expect(response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});
