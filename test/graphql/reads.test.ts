import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { earn, enrol, inStore } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const PROGRAM = `query ($id: ID!) { loyaltyProgram(id: $id) { id name promotions { edges { node { id } } } } }`;

const PROMOTION = `query ($programId: ID!, $promotionId: ID, $promoIdentifier: String) {
  loyaltyPromotion(programId: $programId, promotionId: $promotionId, promoIdentifier: $promoIdentifier) {
    id promoIdentifier name program { id name } kind status startsAt endsAt enrolmentLimit earnLimit totalEarnLimit
  }
}`;

const PROMOTIONS = `query ($programId: ID!, $status: PromotionStatus, $kind: PromotionKind) {
  loyaltyPromotions(programId: $programId, status: $status, kind: $kind) { edges { node { id status kind } } }
}`;

const CUSTOMER = `
  query ($name: CustomerIdentifierName!, $value: String!, $source: CustomerIdentifierSource!, $availability: PromotionAvailability, $kind: PromotionKind) {
    loyaltyCustomer(identifierName: $name, identifierValue: $value, source: $source) {
      id
      promotions(availability: $availability, kind: $kind) {
        edges { node {
          promotion { id program { name } }
          availability enrolmentsUsed earningsUsed
          enrolments { edges { node {
            issualId enrolledAt expiresAt active revokedAt
            recordedBy { clientId requestId } revokedBy { clientId requestId }
            earnings { edges { node {
              earnedId earnedAt expiresAt revokedAt
              recordedBy { clientId requestId } revokedBy { clientId requestId }
            } } }
          } } }
        } }
        pageInfo { hasNextPage hasPreviousPage }
      }
    }
  }`;

/** A page of promotions, or of what they are to a customer, as it arrives. */
interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

interface PromotionNode {
  readonly id: string;
  readonly status: string;
}

interface CustomerNode {
  readonly promotion: { readonly id: string };
  readonly availability: readonly string[];
}

interface CustomerAnswer {
  readonly loyaltyCustomer: { readonly id: string; readonly promotions: Page<CustomerNode> } | null;
}

const other = { programId: '20', name: 'Other', active: true };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openGateway();
});

afterEach(() => gateway.clock.set(TEST_NOW));

afterAll(() => gateway.close());

async function read(organisation: TestOrganisation, query: string, variables: object): Promise<unknown> {
  const response = await organisation.graphql(query, variables);
  expect(response.json()).not.toHaveProperty('errors');
  expect(response.statusCode).toBe(200);
  return response.json().data;
}

async function readCustomer(
  organisation: TestOrganisation,
  changes: object = {},
): Promise<CustomerAnswer['loyaltyCustomer']> {
  const variables = { name: 'ID', value: '1001', source: 'ALL', ...changes };
  return ((await read(organisation, CUSTOMER, variables)) as CustomerAnswer).loyaltyCustomer;
}

async function readNodes(organisation: TestOrganisation, changes: object = {}): Promise<CustomerNode[]> {
  const customer = await readCustomer(organisation, changes);
  return customer!.promotions.edges.map(({ node }) => node);
}

async function readPromotions(organisation: TestOrganisation, variables: object): Promise<PromotionNode[]> {
  const data = await read(organisation, PROMOTIONS, { programId: '10', ...variables });
  return (data as { loyaltyPromotions: Page<PromotionNode> }).loyaltyPromotions.edges.map(({ node }) => node);
}

async function readNode(organisation: TestOrganisation): Promise<CustomerNode> {
  const nodes = await readNodes(organisation);
  expect(nodes).toHaveLength(1);
  return nodes[0]!;
}

async function tillOf(organisation: TestOrganisation): Promise<string> {
  const { rows } = await sql<{ client_id: string }>`
      select client_id from api_client where key = ${organisation.till}`.execute(gateway.store.db);
  return rows[0]!.client_id;
}

describe('reads over GraphQL of a program', () => {
  it('return its name and its promotions, even if another organisation has a program of this id', async () => {
    const [mine, theirs] = [
      await gateway.organisation({
        promotions: [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: null })],
      }),
      await gateway.organisation({
        promotions: [aPromotion({ promotionId: '900', program: { ...other, programId: '10' } })],
      }),
    ];
    expect(await read(mine, PROGRAM, { id: '10' })).toEqual({
      loyaltyProgram: {
        id: '10',
        name: 'Rewards',
        promotions: { edges: [{ node: { id: '500' } }, { node: { id: '501' } }] },
      },
    });
    expect(await read(theirs, PROGRAM, { id: '010' })).toEqual({
      loyaltyProgram: { id: '10', name: 'Other', promotions: { edges: [{ node: { id: '900' } }] } },
    });
  });

  it.each(['11', '0', 'x', '', '-10', '99999999999999999999999'])('are null for the id %j', async (id) => {
    const organisation = await gateway.organisation();
    expect(await read(organisation, PROGRAM, { id })).toEqual({ loyaltyProgram: null });
    expect(await read(organisation, PROMOTIONS, { programId: id })).toEqual({ loyaltyPromotions: null });
  });
});

describe('reads over GraphQL of a promotion', () => {
  const spring = {
    id: '500',
    promoIdentifier: 'spring-500',
    name: 'Spring',
    program: { id: '10', name: 'Rewards' },
    kind: 'ENROL_AND_ISSUE',
    status: 'LIVE',
    startsAt: '2026-01-01T00:00:00.000Z',
    endsAt: '2026-12-31T00:00:00.000Z',
    enrolmentLimit: 1,
    earnLimit: null,
    totalEarnLimit: 7,
  };
  let organisation: TestOrganisation;
  beforeAll(async () => {
    organisation = await gateway.organisation({
      promotions: [
        aPromotion({ earnLimit: null, totalEarnLimit: 7 }),
        aPromotion({ promotionId: '501', promoIdentifier: 'summer', program: other }),
      ],
    });
    await gateway.organisation({ promotions: [aPromotion({ promotionId: '777' })] });
  });

  it.each([
    { programId: '10', promotionId: '500' },
    { programId: '10', promoIdentifier: 'spring-500' },
    { programId: '10', promotionId: '0500', promoIdentifier: 'spring-500' },
    { programId: '10', promotionId: '500', promoIdentifier: '' },
  ])('return all of it, named by %j', async (name) => {
    expect(await read(organisation, PROMOTION, name)).toEqual({ loyaltyPromotion: spring });
  });

  it.each([
    ['an unknown id', { programId: '10', promotionId: '599' }],
    ['no id', { programId: '10', promotionId: 'spring' }],
    [
      'an id beside an identifier of another',
      { programId: '10', promotionId: '500', promoIdentifier: 'summer' },
    ],
    ['no id beside its identifier', { programId: '10', promotionId: 'x', promoIdentifier: 'spring-500' }],
    ['an unknown identifier', { programId: '10', promoIdentifier: 'winter' }],
    ['an identifier that no store can hold', { programId: '10', promoIdentifier: 'spring\u0000' }],
    ['the id of a promotion of another program', { programId: '10', promotionId: '501' }],
    ['an unknown program', { programId: '30', promotionId: '500' }],
    ['no program', { programId: 'x', promotionId: '500' }],
    ['the id of another organisation', { programId: '10', promotionId: '777' }],
  ])('are null for %s', async (_, name) => {
    expect(await read(organisation, PROMOTION, name)).toEqual({ loyaltyPromotion: null });
  });
});

describe("reads over GraphQL of a program's promotions", () => {
  const start = '2026-04-01T09:00:00.000Z';
  const end = '2026-05-01T09:00:00.000Z';
  const within = { startsAt: new Date(start), endsAt: new Date(end) };
  const promotions: Promotion[] = [
    aPromotion({ promotionId: '9', promoIdentifier: null, ...within }),
    aPromotion({ promotionId: '10', promoIdentifier: null, kind: 'GENERIC', ...within }),
    aPromotion({ promotionId: '100', promoIdentifier: null, active: false, ...within }),
  ];

  it.each([
    ['a millisecond before they start', '2026-04-01T08:59:59.999Z', 'UPCOMING'],
    ['when they start', start, 'LIVE'],
    ['a millisecond before they end', '2026-05-01T08:59:59.999Z', 'LIVE'],
    ['when they end', end, 'COMPLETED'],
  ])('list by status what has that status, %s', async (_, now, status) => {
    const organisation = await gateway.organisation({ promotions });
    gateway.clock.set(now);
    const all = ['UPCOMING', 'LIVE', 'COMPLETED', 'INACTIVE'];
    const found: Record<string, unknown> = {};
    for (const wanted of all) {
      const nodes = await readPromotions(organisation, { status: wanted });
      expect(nodes.every((node) => node.status === wanted)).toBe(true);
      found[wanted] = nodes.map(({ id }) => id);
    }
    const expected = Object.fromEntries(all.map((name) => [name, [] as string[]]));
    expect(found).toEqual({ ...expected, [status]: ['9', '10'], INACTIVE: ['100'] });
  });

  it('list by kind, and all in the order of their numbers', async () => {
    const organisation = await gateway.organisation({ promotions });
    const ids = async (variables: object) =>
      (await readPromotions(organisation, variables)).map(({ id }) => id);
    expect(await ids({})).toEqual(['9', '10', '100']);
    expect(await ids({ kind: 'GENERIC' })).toEqual(['10']);
    expect(await ids({ kind: 'GENERIC', status: 'INACTIVE' })).toEqual([]);
  });
});

describe('reads over GraphQL of a customer', () => {
  it.each([
    ['an unknown id', { value: '9999' }],
    ['no id', { value: 'x' }],
    ['nothing', { value: '' }],
    ['an unknown mobile', { name: 'MOBILE', value: '919000009999' }],
    ['a mobile of another source', { name: 'MOBILE', value: '919000001001', source: 'LINE' }],
    ['a text that no store can hold', { name: 'EMAIL', value: 'a\u0000@example.com' }],
  ])('are null for %s', async (_, changes) => {
    expect(await readCustomer(await gateway.organisation(), changes)).toBeNull();
  });

  it('find no customer of another organisation', async () => {
    const [mine, theirs] = [
      await gateway.organisation({ customers: [{ customerId: '4711', identifiers: [] }] }),
      await gateway.organisation(),
    ];
    expect(await readCustomer(mine, { value: '4711' })).toMatchObject({ id: '4711' });
    expect(await readCustomer(theirs, { value: '4711' })).toBeNull();
  });

  it('return the live promotions to a new customer', async () => {
    const organisation = await gateway.organisation();
    expect(await readCustomer(organisation, { name: 'MOBILE', value: '+91 90000 01001' })).toEqual({
      id: '1001',
      promotions: {
        edges: [
          {
            node: {
              promotion: { id: '500', program: { name: 'Rewards' } },
              availability: ['AVAILABLE_TO_ENROL'],
              enrolmentsUsed: 0,
              earningsUsed: 0,
              enrolments: { edges: [] },
            },
          },
        ],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      },
    });
  });

  it('return the whole history, with the client and the call of each record and revocation', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentLimit: 2, earnLimit: 3, earningExpiryDays: 10 })],
    });
    const clientId = await tillOf(organisation);
    const first = await enrol(organisation);
    gateway.clock.advance(1_000);
    const earned = await earn(organisation);
    gateway.clock.advance(1_000);
    const revoke = await organisation.graphql(
      `mutation { revokePromotionEarnings(input: { programId: 10, promotionId: 500, identifierName: ID,
          customers: [{ identifierValue: "1001", source: ALL }] }) { requestId successCount } }`,
    );
    const revocation = revoke.json().data.revokePromotionEarnings;
    expect(revocation.successCount).toBe(1);
    const second = await enrol(organisation);
    expect(await readNode(organisation)).toEqual({
      promotion: { id: '500', program: { name: 'Rewards' } },
      availability: ['AVAILABLE_TO_EARN'],
      enrolmentsUsed: 2,
      earningsUsed: 0,
      enrolments: {
        edges: [
          {
            node: {
              issualId: second.results[0]!.issualId,
              enrolledAt: '2026-04-01T09:00:02.000Z',
              expiresAt: '2026-12-31T00:00:00.000Z',
              active: true,
              revokedAt: null,
              recordedBy: { clientId, requestId: second.requestId },
              revokedBy: null,
              earnings: { edges: [] },
            },
          },
          {
            node: {
              issualId: first.results[0]!.issualId,
              enrolledAt: '2026-04-01T09:00:00.000Z',
              expiresAt: '2026-12-31T00:00:00.000Z',
              active: false,
              revokedAt: null,
              recordedBy: { clientId, requestId: first.requestId },
              revokedBy: null,
              earnings: {
                edges: [
                  {
                    node: {
                      earnedId: earned.results[0]!.earnedId,
                      earnedAt: '2026-04-01T09:00:01.000Z',
                      expiresAt: '2026-04-11T09:00:01.000Z',
                      revokedAt: '2026-04-01T09:00:02.000Z',
                      recordedBy: { clientId, requestId: earned.requestId },
                      revokedBy: { clientId, requestId: revocation.requestId },
                    },
                  },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('follow a promotion from enrolling to its end', async () => {
    const organisation = await gateway.organisation();
    const availability = async () => (await readNode(organisation)).availability;
    expect(await availability()).toEqual(['AVAILABLE_TO_ENROL']);
    await enrol(organisation);
    expect(await availability()).toEqual(['AVAILABLE_TO_EARN']);
    await earn(organisation);
    expect(await availability()).toEqual(['AVAILABLE_TO_REDEEM']);
    gateway.clock.set('2026-12-31T00:00:00Z');
    expect(await availability()).toEqual(['EXPIRED']);
  });

  it('show when a total of all customers is used up', async () => {
    const organisation = await gateway.organisation({ promotions: [aPromotion({ totalEarnLimit: 1 })] });
    await enrol(organisation, { customers: inStore('1001', '1002') });
    expect((await readNode(organisation)).availability).toEqual(['AVAILABLE_TO_EARN']);
    await earn(organisation, { customers: inStore('1002') });
    expect((await readNode(organisation)).availability).toEqual([]);
  });

  it('list, of what is not live, only what the customer has been in', async () => {
    const organisation = await gateway.organisation({
      promotions: [
        aPromotion({ promotionId: '9', promoIdentifier: null, endsAt: new Date('2026-04-02T00:00:00Z') }),
        aPromotion({ promotionId: '10', promoIdentifier: null, endsAt: new Date('2026-04-02T00:00:00Z') }),
        aPromotion({ promotionId: '100', promoIdentifier: null, kind: 'GENERIC' }),
        aPromotion({ promotionId: '101', promoIdentifier: null, active: false }),
      ],
    });
    await enrol(organisation, { promotionId: '10' });
    gateway.clock.set('2026-04-03T00:00:00Z');
    const ids = async (changes: object) =>
      (await readNodes(organisation, changes)).map(({ promotion }) => promotion.id);
    expect(await ids({})).toEqual(['10', '100']);
    expect(await ids({ value: '1002' })).toEqual(['100']);
    expect(await ids({ availability: 'EXPIRED' })).toEqual(['10']);
    expect(await ids({ availability: 'AVAILABLE_TO_REDEEM' })).toEqual(['100']);
    expect(await ids({ kind: 'ENROL_AND_ISSUE' })).toEqual(['10']);
    expect(await ids({ kind: 'DIRECT_ISSUE' })).toEqual([]);
  });
});

describe('reads over GraphQL', () => {
  it('know, in a mutation, of what each mutation of the document has done', async () => {
    const organisation = await gateway.organisation();
    const results = `results { ... on Success {
      customer { promotions { edges { node { availability earningsUsed } } } }
      promotion { program { promotions(first: 1) { edges { node { id } } } } } } }`;
    const input =
      'programId: 10, promotionId: 500, identifierName: ID, customers: [{ identifierValue: "1001", source: ALL }]';
    const data = await read(
      organisation,
      `mutation { enrolCustomers(input: { ${input} }) { ${results} } earnPromotion(input: { ${input} }) { ${results} } }`,
      {},
    );
    const node = (availability: string, earningsUsed: number) => ({
      customer: { promotions: { edges: [{ node: { availability: [availability], earningsUsed } }] } },
      promotion: { program: { promotions: { edges: [{ node: { id: '500' } }] } } },
    });
    expect(data).toEqual({
      enrolCustomers: { results: [node('AVAILABLE_TO_EARN', 0)] },
      earnPromotion: { results: [node('AVAILABLE_TO_REDEEM', 1)] },
    });
  });

  describe('need an access group', () => {
    it.each([
      ['loyaltyProgram', 'promotion:read', '{ loyaltyProgram(id: 10) { id } }'],
      ['loyaltyPromotion', 'promotion:read', '{ loyaltyPromotion(programId: 10, promotionId: 500) { id } }'],
      ['loyaltyPromotions', 'promotion:read', '{ loyaltyPromotions(programId: 10) { edges { cursor } } }'],
      [
        'loyaltyCustomer',
        'customer:read',
        '{ loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) { id } }',
      ],
    ] as const)('%s: %s', async (field, access, query) => {
      const without = await gateway.organisation({
        access: (['customer:read', 'customer:write', 'promotion:read', 'promotion:write'] as const).filter(
          (group) => group !== access,
        ),
      });
      const refused = await without.graphql(query);
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
      const allowed = await (await gateway.organisation({ access: [access] })).graphql(query);
      expect(allowed.statusCode).toBe(200);
    });

    it('below a mutation too, without taking its answer away', async () => {
      const organisation = await gateway.organisation({ access: ['customer:write'] });
      const response = await organisation.graphql(
        `mutation { enrolCustomers(input: { programId: 10, promotionId: 500, identifierName: ID,
          customers: [{ identifierValue: "1001", source: ALL }] }) { results { ... on Success {
            index customer { id promotions { edges { cursor } } }
            promotion { program { promotions { edges { cursor } } } } } } } }`,
      );
      expect(response.statusCode).toBe(200);
      const forbidden = { extensions: { code: 'FORBIDDEN' } };
      expect(response.json()).toMatchObject({
        data: {
          enrolCustomers: {
            results: [
              {
                index: 0,
                customer: { id: '1001', promotions: null },
                promotion: { program: { promotions: null } },
              },
            ],
          },
        },
        errors: [forbidden, forbidden],
      });
    });

    it('and credentials', async () => {
      const response = await gateway.app.server.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ query: '{ loyaltyProgram(id: 10) { id } }' }),
      });
      expect(response.statusCode).toBe(401);
    });
  });
});
