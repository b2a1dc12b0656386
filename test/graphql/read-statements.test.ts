import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { earn, enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const IDS = Array.from({ length: 100 }, (_, i) => String(1_001 + i));
const other = { programId: '20', name: 'Other', active: true };

/** Everything that a customer leads to. */
const DEEP = `promotions(first: 3) { edges { node {
  availability enrolmentsUsed
  promotion { id program { id promotions(first: 3) { edges { node { id } } } } }
  enrolments(first: 1) { edges { node { issualId recordedBy { requestId } earnings(first: 1) { edges { node { earnedId } } } } } }
} } }`;

/** A customer as DEEP asks for it. */
interface DeepCustomer {
  readonly promotions: {
    readonly edges: readonly {
      readonly node: {
        readonly promotion: {
          readonly program: { readonly promotions: { readonly edges: readonly unknown[] } };
        };
        readonly enrolments: {
          readonly edges: readonly { readonly node: { readonly earnings: { readonly edges: unknown[] } } }[];
        };
      };
    }[];
  };
}

describe('the statements of reading', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      promotions: [
        aPromotion({ enrolmentLimit: null, earnLimit: null }),
        aPromotion({ promotionId: '501', promoIdentifier: null, kind: 'DIRECT_ISSUE', program: other }),
        aPromotion({ promotionId: '502', promoIdentifier: null, kind: 'GENERIC', program: other }),
      ],
      customers: IDS.map(aCustomer),
    });
    await enrol(organisation, { customers: inStore(...IDS) });
    await earn(organisation, { customers: inStore(...IDS) });
  });
  beforeEach(() => {
    gateway.statements.length = 0;
  });
  afterAll(() => gateway.close());

  /** How many statements the work takes, BEGIN and COMMIT included. */
  async function count(work: () => Promise<unknown>): Promise<number> {
    gateway.statements.length = 0;
    await work();
    return gateway.statements.length;
  }

  it('are as many for a query of 100 customers as of 2, with their promotions, programs and enrolments', async () => {
    const ask = async (size: number) => {
      const fields = IDS.slice(0, size).map(
        (id) =>
          `c${id}: loyaltyCustomer(identifierName: ID, identifierValue: "${id}", source: ALL) { id ...Deep }`,
      );
      const response = await organisation.graphql(
        `{ ${fields.join('\n')} } fragment Deep on Customer { ${DEEP} }`,
      );
      const { data, errors } = response.json();
      expect(errors).toBeUndefined();
      expect(Object.keys(data)).toHaveLength(size);
      for (const customer of Object.values<DeepCustomer>(data)) {
        const nodes = customer.promotions.edges.map(({ node }) => node);
        expect(nodes.map(({ promotion }) => promotion.program.promotions.edges.length)).toEqual([1, 2, 2]);
        expect(nodes[0]?.enrolments.edges[0]?.node.earnings.edges).toHaveLength(1);
      }
    };
    const [two, hundred] = [await count(() => ask(2)), await count(() => ask(100))];
    expect(hundred).toBe(two);
    // The look-up; BEGIN, earnings, enrolments, promotions, COMMIT; the pages of programs, enrolments and earnings.
    expect(two).toBeLessThanOrEqual(9);
  });

  it.each(['enrolCustomers', 'earnPromotion'])(
    'are as many for %s of 100 customers as of 2, with all of that in the answer',
    async (field) => {
      const type = field === 'enrolCustomers' ? 'EnrolCustomersInput' : 'EarnPromotionInput';
      const mutation = `mutation ($input: ${type}!) { ${field}(input: $input) { successCount results { ... on Success {
        customer { id ${DEEP} } promotion { program { name promotions(first: 30) { edges { node { id } } } } } } } } }`;
      const act = async (size: number) => {
        const input = {
          programId: '10',
          promotionId: '500',
          identifierName: 'ID',
          customers: inStore(...IDS.slice(0, size)),
        };
        const { data, errors } = (await organisation.graphql(mutation, { input })).json();
        expect(errors).toBeUndefined();
        expect(data[field].successCount).toBe(size);
      };
      const [two, hundred] = [await count(() => act(2)), await count(() => act(100))];
      expect(hundred).toBe(two);
    },
  );

  it('are one for as many programs or promotions as a document names', async () => {
    const programs = ['10', '20', '30', '10'].map((id, i) => `p${i}: loyaltyProgram(id: ${id}) { name }`);
    expect(await count(() => organisation.graphql(`{ ${programs.join(' ')} }`))).toBe(1);
    const promotions = ['10', '20', '30'].flatMap((program) =>
      ['500', '501', '502'].map(
        (id) =>
          `p${program}x${id}: loyaltyPromotion(programId: ${program}, promotionId: ${id}) { id program { name } }`,
      ),
    );
    expect(await count(() => organisation.graphql(`{ ${promotions.join(' ')} }`))).toBe(1);
  });

  it('are few for 99 pages of promotions, however they differ', async () => {
    const kinds = ['', 'kind: ENROL_AND_ISSUE', 'status: LIVE'];
    const pages = Array.from(
      { length: 99 },
      (_, i) =>
        `p${i}: loyaltyPromotions(programId: ${i % 2 ? 10 : 20}, first: ${i + 1}, ${kinds[i % 3]}) { ...P }`,
    );
    const document = `{ ${pages.join(' ')} } fragment P on LoyaltyPromotionConnection { edges { node { id } } }`;
    // The programs, and five pages at a time.
    expect(await count(() => organisation.graphql(document))).toBe(21);
    const { data } = (await organisation.graphql(document)).json<{
      data: Record<string, { edges: { node: { id: string } }[] }>;
    }>();
    const ids = (alias: string) => data[alias]?.edges.map(({ node }) => node.id);
    expect([ids('p0'), ids('p2'), ids('p3'), ids('p4')]).toEqual([['501'], ['501', '502'], ['500'], []]);
  });

  it('read nothing twice within one request, and everything anew in the next', async () => {
    const twice = '{ a: loyaltyProgram(id: 10) { name } b: loyaltyProgram(id: 10) { name } }';
    expect(await count(() => organisation.graphql(twice))).toBe(1);
    expect(await count(() => organisation.graphql(twice))).toBe(1);
  });
});
