import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { earn, enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const IDS = Array.from({ length: 100 }, (_, i) => String(1_001 + i));
const NODES = 'query ($nodeIds: [ID!]!) { nodes(nodeIds: $nodeIds) { __typename nodeId } }';

let gateway: TestGateway;
let organisation: TestOrganisation;
beforeAll(async () => {
  gateway = await openGateway();
  organisation = await gateway.organisation({ promotions: [aPromotion()], customers: IDS.map(aCustomer) });
});
afterAll(() => gateway.close());

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const response = await organisation.graphql(query, variables);
  expect(response.json()).not.toHaveProperty('errors');
  return response.json<{ data: Data }>().data;
}

describe('a node', () => {
  it('of every type has an id of its own, under which it is found again', async () => {
    await enrol(organisation);
    await earn(organisation);
    const query = `{ loyaltyCustomer(by: { id: "1001" }) { nodeId promotions { nodes { nodeId
      promotion { nodeId program { nodeId } }
      enrolments { nodes { nodeId earnings { nodes { nodeId } } } } } } } }`;
    const text = JSON.stringify(await ask(query));
    const nodeIds = [...text.matchAll(/"nodeId":"([^"]+)"/g)].map(([, nodeId]) => nodeId);
    expect(nodeIds).toHaveLength(6);
    expect(new Set(nodeIds).size).toBe(6);
    const { nodes } = await ask<{ nodes: { __typename: string; nodeId: string }[] }>(NODES, { nodeIds });
    expect(nodes.map(({ nodeId }) => nodeId)).toEqual(nodeIds);
    expect(nodes.map(({ __typename }) => __typename)).toEqual([
      'Customer',
      'CustomerPromotion',
      'Promotion',
      'LoyaltyProgram',
      'PromotionEnrolment',
      'PromotionEarning',
    ]);
  });

  it('is found by itself, with the fields of its type', async () => {
    const query = '{ node(nodeId: "Promotion:500") { nodeId ... on Promotion { name program { nodeId } } } }';
    expect(await ask(query)).toEqual({
      node: { nodeId: 'Promotion:500', name: 'Spring', program: { nodeId: 'LoyaltyProgram:10' } },
    });
  });

  it('is null where it does not exist', async () => {
    const nodeIds = ['Customer:404', 'Promotion:404', 'PromotionEnrolment:1001-500-999', 'LoyaltyProgram:x'];
    expect(await ask(NODES, { nodeIds })).toEqual({ nodes: [null, null, null, null] });
    expect(await ask('{ node(nodeId: "Customer:404") { nodeId } }')).toEqual({ node: null });
  });

  it('is found with as many statements for 100 as for one', async () => {
    const statementsFor = async (count: number) => {
      gateway.statements.length = 0;
      await ask(NODES, { nodeIds: IDS.slice(0, count).map((id) => `Customer:${id}`) });
      return gateway.statements.length;
    };
    expect(await statementsFor(100)).toBe(await statementsFor(1));
  });
});

describe('what is refused of nodes is', () => {
  it.each(['', '1001', 'Customer', 'Customer:', ':1001', 'Success:1', 'constructor:1', 'Customer:1:2'])(
    'the nodeId %j',
    async (nodeId) => {
      const response = await organisation.graphql(NODES, { nodeIds: ['Customer:1001', nodeId] });
      expect(response.json().errors).toMatchObject([
        {
          message: 'A nodeId must be one that this gateway has answered',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );

  it('more than 100 ids, in the document and in variables', async () => {
    const nodeIds = Array.from({ length: 101 }, (_, i) => `Customer:${i + 1}`);
    const inVariables = await organisation.graphql(NODES, { nodeIds });
    const inDocument = await organisation.graphql(
      `{ nodes(nodeIds: ${JSON.stringify(nodeIds)}) { nodeId } }`,
    );
    for (const response of [inVariables, inDocument]) {
      expect(response.body).toMatch(/more than 100 items|at most 100 nodeIds/);
    }
  });

  it.each([
    ['Customer:1001', 'customer:read'],
    ['CustomerPromotion:1001-500', 'customer:read'],
    ['PromotionEnrolment:1001-500-1', 'customer:read'],
    ['PromotionEarning:1001-500-1', 'customer:read'],
    ['Promotion:500', 'promotion:read'],
    ['LoyaltyProgram:10', 'promotion:read'],
  ])('%s without %s', async (nodeId, access) => {
    const caller = await gateway.organisation({
      access: access === 'customer:read' ? ['promotion:read'] : ['customer:read'],
    });
    const response = await caller.graphql(NODES, { nodeIds: [nodeId] });
    expect(response.statusCode).toBe(403);
    expect(response.headers['www-authenticate']).toContain(`scope="${access}"`);
  });

  it('pages of many nodes that could come to more items than a document may have', async () => {
    const response = await organisation.graphql(
      `query ($nodeIds: [ID!]!) { nodes(nodeIds: $nodeIds) { ... on Customer {
        promotions(first: 100) { nodes { enrolments(first: 3) { nodes { id } } } } } } }`,
      { nodeIds: ['Customer:1001'] },
    );
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].message).toContain('more than 20000 items');
  });
});

it('a node of another organisation is null', async () => {
  const theirs = await gateway.organisation({
    promotions: [aPromotion({ promotionId: '7001' })],
    customers: [aCustomer('7003')],
  });
  await enrol(theirs, { promotionId: '7001', customers: inStore('7003') });
  const nodeIds = ['Customer:7003', 'Promotion:7001', 'CustomerPromotion:7003-7001'];
  expect((await theirs.graphql(NODES, { nodeIds })).json().data.nodes).not.toContain(null);
  expect(await ask(NODES, { nodeIds })).toEqual({ nodes: [null, null, null] });
});
