import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { membershipSdl } from '../support/membership-subgraph.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { anInput, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { startMembershipServer, type MembershipServer } from './membership-server.js';
import { compose, startApolloGateway, startHiveGateway, type Served } from './processes.js';

const IDS = Array.from({ length: 100 }, (_, i) => String(1_001 + i));

const ENROL = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status results {
  __typename
  ... on Success { index customer { id tier promotions { edges { node { enrolments { edges { node { active } } } } } } } promotion { id name banner } }
  ... on CustomerError { index code }
} } }`;
const MEMBERS = `{ members(tier: "GOLD", first: 100) {
  edges { node { id tier promotions(first: 1) { edges { node { promotion { id banner } availability } } } } }
  pageInfo { hasNextPage }
} }`;
const BOTH_WAYS = `{
  loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) { id tier }
  loyaltyProgram(id: "10") { name promotions { edges { node { id banner } } } }
  members(tier: "GOLD", first: 2) { edges { node { id promotions { edges { node { availability } } } } } }
}`;

interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

let subgraph: TestGateway;
let address: string;
let organisation: TestOrganisation;
let other: TestOrganisation;
let membership: MembershipServer;
beforeAll(async () => {
  subgraph = await openGateway({ config: { introspection: true } });
  address = `${await subgraph.app.server.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  organisation = await subgraph.organisation({
    promotions: [aPromotion({ enrolmentLimit: null })],
    customers: IDS.map(aCustomer),
  });
  other = await subgraph.organisation({
    promotions: [aPromotion({ promotionId: '900', name: 'Theirs' })],
    customers: [aCustomer('2001')],
  });
  membership = await startMembershipServer({ customerIds: IDS, promotionIds: ['500'] });
});
afterAll(async () => {
  await membership.close();
  await subgraph.close();
});

async function sdlOfSubgraph(): Promise<string> {
  const response = await organisation.graphql('{ _service { sdl } }');
  return response.json<{ data: { _service: { sdl: string } } }>().data._service.sdl;
}

const gateways = [
  {
    name: '@apollo/gateway',
    start: () => {
      const { authorization } = organisation;
      const subgraphs = [
        { name: 'promotions', url: address, authorization },
        { name: 'membership', url: membership.url },
      ];
      return startApolloGateway(subgraphs, { passOn: true });
    },
  },
  {
    name: 'Hive Gateway',
    start: async () => {
      const { supergraphSdl } = composeServices([
        { name: 'promotions', url: address, typeDefs: parse(await sdlOfSubgraph()) },
        { name: 'membership', url: membership.url, typeDefs: parse(membershipSdl) },
      ]);
      const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
      const file = join(folder, 'supergraph.graphql');
      await writeFile(file, supergraphSdl ?? '');
      const { url, stop } = await startHiveGateway(file);
      return { url, stop: () => stop().then(() => rm(folder, { recursive: true })) };
    },
  },
];

describe.each(gateways)('the supergraph behind $name', ({ start }) => {
  let gateway: Served;
  beforeAll(async () => {
    gateway = await start();
  });
  beforeEach(() => {
    subgraph.log.length = 0;
    membership.callers.length = 0;
  });
  afterAll(() => gateway.stop());

  async function ask(authorization: string | null, query: string, variables = {}): Promise<Answer> {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  }

  /** How many requests have reached us since the test began. */
  async function roundTrips(): Promise<number> {
    // A line is written when its answer has left, which may be just after it has arrived.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return subgraph.log.filter(({ route }) => route === '/graphql').length;
  }

  it('joins both subgraphs through the union of results, in one round trip to us', async () => {
    const input = anInput({ customers: inStore('1001', '404', '1002') });
    const { data, errors } = await ask(organisation.authorization, ENROL, { input });
    expect(errors).toBeUndefined();
    const success = (index: number, id: string) => ({
      __typename: 'Success',
      index,
      customer: {
        id,
        tier: `tier of ${id}`,
        promotions: {
          edges: [{ node: { enrolments: { edges: expect.arrayContaining([{ node: { active: true } }]) } } }],
        },
      },
      promotion: { id: '500', name: 'Spring', banner: 'banner of 500' },
    });
    expect(data?.enrolCustomers).toEqual({
      status: 'PARTIAL_SUCCESS',
      results: [
        success(0, '1001'),
        { __typename: 'CustomerError', index: 1, code: 'CUSTOMER_NOT_FOUND' },
        success(2, '1002'),
      ],
    });
    expect(await roundTrips()).toBe(1);
  });

  it('joins what begins at the other subgraph, for 100 customers in one round trip to us', async () => {
    subgraph.statements.length = 0;
    const { data, errors } = await ask(organisation.authorization, MEMBERS);
    expect(errors).toBeUndefined();
    expect(data?.members).toEqual({
      edges: IDS.map((id) => ({
        node: {
          id,
          tier: `tier of ${id}`,
          promotions: {
            edges: [
              {
                node: {
                  promotion: { id: '500', banner: 'banner of 500' },
                  availability: expect.arrayContaining(['AVAILABLE_TO_ENROL']),
                },
              },
            ],
          },
        },
      })),
      pageInfo: { hasNextPage: false },
    });
    expect(await roundTrips()).toBe(1);
  });

  it('joins there and back in two round trips to us', async () => {
    const { data, errors } = await ask(organisation.authorization, BOTH_WAYS);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      loyaltyCustomer: { id: '1001', tier: 'tier of 1001' },
      loyaltyProgram: {
        name: 'Rewards',
        promotions: { edges: [{ node: { id: '500', banner: 'banner of 500' } }] },
      },
      members: {
        edges: [{ node: { id: '1001', promotions: {} } }, { node: { id: '1002', promotions: {} } }],
      },
    });
    expect(await roundTrips()).toBe(2);
  });

  it('passes on a token in the header of the platform', async () => {
    const { oauthKey: key, oauthSecret: secret, authorization } = organisation;
    const issued = await organisation.post('/v3/oauth/token/generate', { key, secret }, { authorization });
    const { accessToken } = issued.json<{ data: { accessToken: string } }>().data;
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-cap-api-oauth-token': accessToken },
      body: JSON.stringify({ query: '{ loyaltyProgram(id: "10") { name } }' }),
    });
    expect(await response.json()).toEqual({ data: { loyaltyProgram: { name: 'Rewards' } } });
  });

  it("passes the caller's credentials on to both", async () => {
    await ask(other.authorization, MEMBERS);
    expect(new Set(membership.callers)).toEqual(new Set([other.authorization]));
    await roundTrips();
    const lines = subgraph.log.filter(({ route }) => route === '/graphql');
    expect(lines.map(({ organisationId }) => organisationId)).toEqual([other.organisationId]);
  });

  it('answers nothing of ours to a caller without credentials', async () => {
    const { data, errors } = await ask(null, '{ loyaltyProgram(id: "10") { name } }');
    expect(data?.loyaltyProgram ?? null).toBeNull();
    expect(errors?.length).toBeGreaterThan(0);
    expect(await roundTrips()).toBe(1);
    expect(subgraph.log).toContainEqual(expect.objectContaining({ route: '/graphql', status: 401 }));
  });

  it('finds nothing of another organisation', async () => {
    const mine = await ask(organisation.authorization, '{ featured { name program { name } } }');
    expect(mine.data).toEqual({ featured: [{ name: 'Spring', program: { name: 'Rewards' } }] });
    const { data } = await ask(
      other.authorization,
      '{ featured { id banner name } members(tier: "GOLD", first: 2) { edges { node { id promotions { edges { cursor } } } } } }',
    );
    expect(data).toMatchObject({
      featured: [{ id: '500', banner: 'banner of 500', name: null }],
      members: { edges: [{ node: { promotions: null } }, { node: { promotions: null } }] },
    });
  });
});

describe('the subgraph', () => {
  const common = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { customer(id: ID!, by: CustomerBy): Account  promotions: [Offer!]!  node(id: ID!): Node  nodes(ids: [ID!]!): [Node]!  viewer: Viewer }
    type Mutation { revokeEnrolments(ids: [ID!]!): Boolean! }
    interface Node { id: ID! }
    type Viewer { account: Account! }
    type Account implements Node @key(fields: "id") { id: ID!  warnings: [Warning!]!  state: OutcomeStatus! }
    type Offer { name: String!  earning: Earning!  enrolment: Enrolment! }
    type Warning { text: String!  code: ErrorCode!  disposition: Disposition! }
    type Earning { amount: Int! }
    type Enrolment { course: String! }
    input CustomerBy { id: ID }
    enum OutcomeStatus { OTHER }
    enum Disposition { OTHER }
    enum ErrorCode { OTHER }`;
  const orders = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
    type Query { orders: [Order!]! }
    type Order { id: ID!  customer: Customer!  earnings: [PromotionEarning!]!  enrolment: PromotionEnrolment }
    type Customer @key(fields: "id", resolvable: false) { id: ID! }
    type PromotionEarning @key(fields: "id", resolvable: false) { id: ID! }
    type PromotionEnrolment @key(fields: "id") { id: ID!  order: Order }
    type Promotion @key(fields: "id") { id: ID!  name: String @shareable }`;
  const others = [
    { name: 'a subgraph that extends its entities', sdl: membershipSdl },
    { name: 'a subgraph that refers to its records', sdl: orders },
    { name: 'a subgraph with common names', sdl: common },
  ];
  const tools = ['apollo', 'guild', 'cosmo'] as const;
  const pairs = tools.flatMap((tool) => others.map((other) => ({ tool, ...other })));

  it.each(pairs)(
    'composes by the tool of $tool with $name, without an error or a hint',
    async ({ tool, sdl }) => {
      const { errors, hints } = await compose(tool, [
        { name: 'promotions', url: address, sdl: await sdlOfSubgraph() },
        { name: 'other', url: membership.url, sdl },
      ]);
      expect({ errors, hints }).toEqual({ errors: [], hints: [] });
    },
  );

  it('composes with all of them at once', async () => {
    const { errors, supergraphSdl } = await compose('apollo', [
      { name: 'promotions', url: address, sdl: await sdlOfSubgraph() },
      ...others.map(({ sdl }, i) => ({ name: `other${i}`, url: membership.url, sdl })),
    ]);
    expect(errors).toEqual([]);
    expect(supergraphSdl).toContain('@join__graph(name: "promotions"');
  });
});
