import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const MANY = 10_012;
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage endCursor }';
const CUSTOMER = 'loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL)';

interface Page {
  readonly edges: { readonly node: { readonly issualId?: string; readonly earnings?: Page } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

describe('what a customer has in a promotion, ten thousand times over', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentLimit: null, earnLimit: null })],
      customers: [aCustomer('1001')],
    });
    const { organisationId } = organisation;
    const { db } = gateway.store;
    const many = sql`generate_series(1, ${MANY}::int) as n`;
    await sql`insert into enrolment
        (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id)
      select ${organisationId}::bigint, 500, 1001, n, '2026-03-01', 1, 'r' from ${many}`.execute(db);
    await sql`insert into earning
        (organisation_id, promotion_id, customer_id, ordinal, enrolment_ordinal, earned_at, client_id, request_id)
      select ${organisationId}::bigint, 500, 1001, n, ${MANY}, '2026-03-01', 1, 'r' from ${many}`.execute(db);
  });
  afterAll(() => gateway.close());

  async function read(selection: string): Promise<Page> {
    const response = await organisation.graphql(
      `{ ${CUSTOMER} { promotions { edges { node { ${selection} } } } } }`,
    );
    const { data, errors } = response.json();
    expect(errors).toBeUndefined();
    return data.loyaltyCustomer.promotions.edges[0].node.enrolments;
  }

  it('is listed newest first, three at a time unless more are asked for, and goes on behind a cursor', async () => {
    const page = 'edges { node { issualId } }';
    const first = await read(`enrolments { ${page} ${PAGE_INFO} }`);
    expect(first.edges).toHaveLength(3);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const { endCursor } = first.pageInfo;
    const second = await read(`enrolments(first: 100, after: "${endCursor}") { ${page} ${PAGE_INFO} }`);
    const ids = [...first.edges, ...second.edges].map(({ node }) => Number(node.issualId));
    expect(ids).toHaveLength(103);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(new Set(ids).size).toBe(103);
  });

  it('is counted whole', async () => {
    const answer = await organisation.graphql(
      `{ ${CUSTOMER} { promotions { edges { node { enrolmentsUsed earningsUsed } } } } }`,
    );
    expect(answer.json().data.loyaltyCustomer.promotions.edges).toEqual([
      { node: { enrolmentsUsed: MANY, earningsUsed: MANY } },
    ]);
  });

  it('lists the earnings under each enrolment in pages of their own', async () => {
    const earnings = `earnings(first: 2) { edges { node { earnedId } cursor } ${PAGE_INFO} }`;
    const page = await read(`enrolments(first: 2) { edges { node { ${earnings} } } ${PAGE_INFO} }`);
    expect(page.edges.map(({ node }) => node.earnings?.edges.length)).toEqual([2, 0]);
    expect(page.edges[0]?.node.earnings?.pageInfo.hasNextPage).toBe(true);
  });

  it.each([
    ['enrolments(first: 0) { edges { cursor } }', 'first must be from 1 to 100'],
    ['enrolments(first: 101) { edges { cursor } }', 'first must be from 1 to 100'],
    ['enrolments(after: "WyJ4Il0") { edges { cursor } }', 'after must be a cursor'],
    ['enrolments { edges { node { earnings(first: 101) { edges { cursor } } } } }', 'first must be from 1'],
  ])('refuses %s, and says why', async (selection, message) => {
    const answer = await organisation.graphql(
      `{ ${CUSTOMER} { promotions { edges { node { ${selection} } } } } }`,
    );
    expect(answer.json().errors[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is refused before anything is read where a document asks for more of it than 20,000 items', async () => {
    const aliases = (count: number) =>
      Array.from({ length: count }, (_, i) => `e${i}: enrolments(first: 100) { ...E }`).join(' ');
    const ask = (count: number) =>
      organisation.graphql(`{ ${CUSTOMER} { promotions(first: 2) { edges { node { ${aliases(count)} } } } } }
        fragment E on PromotionEnrolmentConnection { edges { cursor } }`);
    expect((await ask(99)).json().errors).toBeUndefined();
    gateway.statements.length = 0;
    const refused = (await ask(100)).json();
    expect(refused.errors[0]).toMatchObject({
      message: expect.stringContaining('20000 items'),
      extensions: { code: 'QUERY_LIMIT' },
    });
    expect(gateway.statements).toEqual([]);
  });

  it('makes an answer of less than 1 MB of the document that made 197 MB of it', async () => {
    const item = `issualId enrolledAt expiresAt active revokedAt recordedBy { clientId requestId } earnings {
      edges { node { earnedId earnedAt expiresAt revokedAt } } }`;
    const aliases = Array.from({ length: 99 }, (_, i) => `a${i}: ${CUSTOMER} { ...C }`);
    const answer = await organisation.graphql(`{ ${aliases.join(' ')} } fragment C on Customer {
      promotions(first: 2) { edges { node { enrolments { edges { node { ${item} } } } } } } }`);
    expect(answer.json().errors).toBeUndefined();
    expect(answer.body.length).toBeLessThan(1_000_000);
  });

  it('is cut to the latest hundred on REST, which says so and where the rest is', async () => {
    const answer = await gateway.app.server.inject({
      url: '/v2/customers/lookup/promotionData?identifierName=id&identifierValue=1001&source=INSTORE',
      headers: { authorization: organisation.authorization },
    });
    const { promotions, warnings } = answer.json();
    const timelines: { enrollmentId: number; issuedDetails: object[] }[] =
      promotions[0].customerPromotionTimelines;
    expect(timelines).toHaveLength(100);
    expect(timelines.at(-1)?.issuedDetails).toHaveLength(100);
    expect(timelines[0]!.enrollmentId).toBeLessThan(timelines[99]!.enrollmentId);
    expect(warnings).toMatchObject([{ code: 206, message: expect.stringContaining('500') }]);
  });
});
