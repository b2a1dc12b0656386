import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const PAGE = `{ edges { node { id } cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
const CUSTOMER_PAGE = PAGE.replace('node { id }', 'node { promotion { id } }');
const ARGS = '$first: Int! = 50, $after: String, $kind: PromotionKind';
const PASS = 'first: $first, after: $after, kind: $kind';

/** The node is a promotion, or what one is to a customer. */
interface Edge {
  readonly node: { readonly id?: string; readonly promotion?: { readonly id: string } };
  readonly cursor: string;
}
interface Page {
  readonly edges: readonly Edge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
/** A document asks for one of them. */
interface Data {
  readonly loyaltyPromotions: Page;
  readonly loyaltyProgram: { readonly promotions: Page };
  readonly loyaltyCustomer: { readonly promotions: Page };
}
interface Answer {
  readonly data: Data;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Each list, the document that reads a page of it, and where the page is in the answer. */
const lists = [
  {
    list: 'Query.promotions',
    query: `query (${ARGS}) { loyaltyPromotions(programId: 10, ${PASS}) ${PAGE} }`,
    pageOf: ({ data }: Answer): Page => data.loyaltyPromotions,
  },
  {
    list: 'LoyaltyProgram.promotions',
    query: `query (${ARGS}) { loyaltyProgram(id: 10) { promotions(${PASS}) ${PAGE} } }`,
    pageOf: ({ data }: Answer): Page => data.loyaltyProgram.promotions,
  },
  {
    list: 'Customer.promotions',
    query: `query (${ARGS}) { loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) {
      promotions(${PASS}) ${CUSTOMER_PAGE} } }`,
    pageOf: ({ data }: Answer): Page => data.loyaltyCustomer.promotions,
  },
] as const;

const idOf = ({ node }: Edge) => node.id ?? node.promotion?.id;

describe.each(lists)('the pages of $list', ({ query, pageOf }) => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      // From 95 on, so that numbers are not in the order of their text.
      promotions: Array.from({ length: 25 }, (_, i) =>
        aPromotion({ promotionId: String(95 + 10 * i), promoIdentifier: null }),
      ),
    });
  });
  afterAll(() => gateway.close());

  const ids = Array.from({ length: 25 }, (_, i) => String(95 + 10 * i));

  async function ask(variables: object): Promise<{ status: number; answer: Answer }> {
    const response = await organisation.graphql(query, variables);
    return { status: response.statusCode, answer: response.json() };
  }

  async function read(variables: object): Promise<Page> {
    const { status, answer } = await ask(variables);
    expect(answer.errors).toBeUndefined();
    expect(status).toBe(200);
    return pageOf(answer);
  }

  /** Another promotion, as another process may insert it at any time. */
  async function insert(promotionId: string): Promise<void> {
    await gateway.store.db
      .insertInto('promotion')
      .values({
        organisation_id: organisation.organisationId,
        promotion_id: promotionId,
        program_id: '10',
        promo_identifier: null,
        name: 'Inserted',
        kind: 'ENROL_AND_ISSUE',
        active: true,
        starts_at: new Date('2026-01-01T00:00:00Z'),
        ends_at: new Date('2026-12-31T00:00:00Z'),
        enrolment_limit: 1,
        earn_limit: 1,
        enrolment_expiry_days: null,
        earning_expiry_days: null,
      })
      .execute();
  }

  async function remove(promotionId: string): Promise<void> {
    await gateway.store.db
      .deleteFrom('promotion')
      .where('organisation_id', '=', organisation.organisationId)
      .where('promotion_id', '=', promotionId)
      .execute();
  }

  it('hold all of it by 50, and as many as are asked for', async () => {
    expect((await read({})).edges.map(idOf)).toEqual(ids);
    expect((await read({ first: 100 })).edges.map(idOf)).toEqual(ids);
    const one = await read({ first: 1 });
    expect(one.edges.map(idOf)).toEqual(['95']);
    const { cursor } = one.edges[0]!;
    expect(one.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: cursor,
      endCursor: cursor,
    });
    expect((await read({ first: 25 })).pageInfo.hasNextPage).toBe(false);
  });

  it('are empty behind the last', async () => {
    const { pageInfo } = await read({});
    expect(await read({ after: pageInfo.endCursor })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('walk through all once, while promotions are inserted before, between and behind, and removed', async () => {
    const seen: (string | undefined)[] = [];
    const inserted: string[] = [];
    let after: string | null = null;
    for (let step = 0; ; step += 1) {
      const page: Page = await read({ first: 4, after });
      seen.push(...page.edges.map(idOf));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
      const last = Number(seen.at(-1));
      for (const id of [step + 1, last - 1, last + 1]) {
        await insert(String(id));
        inserted.push(String(id));
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort((a, b) => Number(a) - Number(b)));
    expect(seen.filter((id) => ids.includes(id ?? ''))).toEqual(ids);
    for (const id of inserted) await remove(id);
  });

  it('go on behind a promotion that is no longer there', async () => {
    await insert('96');
    const { pageInfo } = await read({ first: 2 });
    await remove('96');
    expect((await read({ first: 2, after: pageInfo.endCursor })).edges.map(idOf)).toEqual(['105', '115']);
  });

  it.each([0, -1, 101, 2_147_483_647])('are refused for first: %j', async (first) => {
    const { answer } = await ask({ first });
    expect(answer.errors).toMatchObject([
      { message: 'first must be from 1 to 100', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  const garbage = {
    'an empty text': '',
    'no base64': '!!!',
    'no JSON': Buffer.from('spring').toString('base64url'),
    null: Buffer.from('null').toString('base64url'),
    'an empty list': Buffer.from('[]').toString('base64url'),
    'a number': Buffer.from('["promotions","10",null,null,95]').toString('base64url'),
    'no id': Buffer.from('["promotions","10",null,null,"x"]').toString('base64url'),
    'a bare id': '95',
    'a very long text': 'W10'.repeat(10_000),
    'another spelling': Buffer.from('["promotions", "10",null,null,"95"]').toString('base64url'),
    'a NUL': '\u0000',
  };

  it.each(Object.entries(garbage))('are refused behind %s', async (_, after) => {
    const { answer } = await ask({ after });
    expect(answer.errors).toMatchObject([
      {
        message:
          'after must be a cursor from the same query with the same arguments: omit it to start from the beginning',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('are refused behind a cursor that was given for other arguments', async () => {
    const { pageInfo } = await read({ first: 1 });
    expect((await ask({ after: pageInfo.endCursor, kind: 'GENERIC' })).answer.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

describe('a page that cannot be', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      promotions: [
        aPromotion(),
        aPromotion({
          promotionId: '600',
          promoIdentifier: null,
          program: { programId: '20', name: 'Other', active: true },
        }),
      ],
    });
  });
  afterAll(() => gateway.close());

  const customerPage = (customerId: string, args: string) =>
    `{ loyaltyCustomer(identifierName: ID, identifierValue: "${customerId}", source: ALL) { id promotions(${args}) { edges { cursor } } } }`;

  async function cursorOf(query: string, pick: (data: Data) => Page): Promise<string> {
    return pick((await organisation.graphql(query)).json<Answer>().data).edges[0]!.cursor;
  }

  it.each([
    ['first: 0', '{ loyaltyPromotions(programId: 10, first: 0) { edges { cursor } } }'],
    ['first: 101', '{ loyaltyPromotions(programId: 10, first: 101) { edges { cursor } } }'],
    ['first: -1', '{ loyaltyPromotions(programId: 10, first: -1) { edges { cursor } } }'],
    ['a cursor that is none', '{ loyaltyPromotions(programId: 10, after: "x") { edges { cursor } } }'],
    ['first: 0 of an unknown program', '{ loyaltyPromotions(programId: 11, first: 0) { edges { cursor } } }'],
    ['a promotion that nothing names', '{ loyaltyPromotion(programId: 10) { id } }'],
    [
      'a promotion named by empty texts',
      '{ loyaltyPromotion(programId: 10, promotionId: "", promoIdentifier: "") { id } }',
    ],
  ])('is an error beside null: %s', async (_, query) => {
    const response = await organisation.graphql(query);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('takes nothing away from what else was asked', async () => {
    const response = await organisation.graphql(
      '{ good: loyaltyPromotions(programId: 10) { edges { node { id } } } bad: loyaltyPromotions(programId: 10, first: 0) { edges { cursor } } }',
    );
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      data: { good: { edges: [{ node: { id: '500' } }] }, bad: null },
      errors: [{ path: ['bad'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const customer = await organisation.graphql(customerPage('1001', 'first: 0'));
    expect(customer.json()).toMatchObject({
      data: { loyaltyCustomer: { id: '1001', promotions: null } },
      errors: [{ path: ['loyaltyCustomer', 'promotions'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('is one behind a cursor of another query, program or customer', async () => {
    const ofProgram = await cursorOf(
      '{ loyaltyPromotions(programId: 10) { edges { cursor } } }',
      (data) => data.loyaltyPromotions,
    );
    const ofCustomer = await cursorOf(
      customerPage('1001', 'first: 1'),
      (data) => data.loyaltyCustomer.promotions,
    );
    const queries = [
      `{ loyaltyPromotions(programId: 20, after: "${ofProgram}") { edges { cursor } } }`,
      `{ loyaltyPromotions(programId: 10, status: LIVE, after: "${ofProgram}") { edges { cursor } } }`,
      `{ loyaltyPromotions(programId: 10, after: "${ofCustomer}") { edges { cursor } } }`,
      customerPage('1001', `after: "${ofProgram}"`),
      customerPage('1002', `after: "${ofCustomer}"`),
      customerPage('1001', `availability: EXPIRED, after: "${ofCustomer}"`),
    ];
    for (const query of queries) {
      expect((await organisation.graphql(query)).json()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  it('leads to nothing of another organisation, though the cursor would fit', async () => {
    const mine = await cursorOf(
      '{ loyaltyPromotions(programId: 10) { edges { cursor } } }',
      (data) => data.loyaltyPromotions,
    );
    const theirs = await gateway.organisation({
      promotions: [
        aPromotion({ promotionId: '400' }),
        aPromotion({ promotionId: '700', promoIdentifier: null }),
      ],
    });
    const response = await theirs.graphql(
      `{ loyaltyPromotions(programId: 10, after: "${mine}") { edges { node { id } } } }`,
    );
    expect(response.json()).toEqual({ data: { loyaltyPromotions: { edges: [{ node: { id: '700' } }] } } });
  });
});

describe('pages within pages', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const below = (page: string) => `{ edges { node { program { ${page} } } } }`;
  const leaf = (args: string) => `promotions${args} { edges { cursor } }`;
  const CUSTOMERS = 'input: { programId: 10, promotionId: 500, identifierName: ID, customers: [] }';

  it.each([
    ['two full pages', `{ loyaltyPromotions(programId: 10, first: 100) ${below(leaf('(first: 100)'))} }`],
    [
      'three small pages',
      `{ loyaltyPromotions(programId: 10, first: 20) ${below(`promotions(first: 20) ${below(leaf('(first: 20)'))}`)} }`,
    ],
    [
      'a full page of every customer',
      `mutation { enrolCustomers(${CUSTOMERS}) { results { ... on Success { customer { ${leaf('(first: 100)')} } } } } }`,
    ],
  ])('are answered where they stay readable: %s', async (_, query) => {
    expect((await organisation.graphql(query)).json()).not.toHaveProperty('errors');
  });

  it.each([
    [
      'three full pages',
      `{ loyaltyPromotions(programId: 10, first: 100) ${below(`promotions(first: 100) ${below(leaf('(first: 100)'))}`)} }`,
    ],
    [
      'three pages of no stated size',
      `{ loyaltyPromotions(programId: 10) ${below(`promotions ${below(leaf(''))}`)} }`,
    ],
    [
      'a variable, which may say 100',
      `query ($n: Int! = 1) { loyaltyPromotions(programId: 10, first: $n) ${below(`promotions(first: $n) ${below(leaf('(first: $n)'))}`)} }`,
    ],
    [
      'many pages side by side',
      `{ loyaltyProgram(id: 10) { ${['a', 'b'].map((alias) => `${alias}: promotions(first: 100) ${below(leaf('(first: 100)'))}`).join(' ')} } }`,
    ],
    [
      'pages in fragments',
      `{ loyaltyPromotions(programId: 10) { ...A } } fragment A on LoyaltyPromotionConnection ${below('promotions { ...B }')}
      fragment B on LoyaltyPromotionConnection ${below(leaf(''))}`,
    ],
    [
      'two full pages of every customer',
      `mutation { enrolCustomers(${CUSTOMERS}) { results { ... on Success { customer {
      promotions(first: 100) { edges { node { promotion { program { ${leaf('(first: 100)')} } } } } } } } } } }`,
    ],
  ])('are refused where they are not: %s', async (_, query) => {
    const response = await organisation.graphql(query);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [
        {
          message: 'The pages could have more than 20000 items: select less in one document',
          extensions: { code: 'QUERY_LIMIT' },
        },
      ],
    });
  });

  it('of a fragment within itself are refused as that', async () => {
    const response = await organisation.graphql(
      `{ loyaltyPromotions(programId: 10) { ...A } } fragment A on LoyaltyPromotionConnection ${below('promotions { ...A }')}`,
    );
    expect(response.statusCode).toBe(400);
  });
});
