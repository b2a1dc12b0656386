import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { earn, enrol, inStore, verdicts, type Outcome } from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

/** So many customers, with the ids that they have. */
function hundredIds(): string[] {
  return Array.from({ length: 100 }, (_, i) => String(1_001 + i));
}

function mobiles(customerIds: readonly string[]) {
  return {
    identifierName: 'MOBILE',
    customers: inStore(...customerIds.map((customerId) => `91900000${customerId}`)),
  };
}

describe('the statements of a call', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  beforeEach(() => {
    gateway.statements.length = 0;
  });
  afterAll(() => gateway.close());

  const workStatements = () =>
    gateway.statements.filter((statement) => !/^(begin|commit|start transaction)/i.test(statement));
  const lookUps = () =>
    gateway.statements.filter((statement) => /from customer(_identifier)?\s/.test(statement));

  /** An organisation of a hundred customers whose credential is known already. */
  async function hundredCustomers(changes: Partial<Promotion> = {}): Promise<TestOrganisation> {
    const organisation = await gateway.organisation({
      promotions: [aPromotion(changes)],
      customers: hundredIds().map(aCustomer),
    });
    await organisation.graphql('{ __typename }');
    return organisation;
  }

  const noPreparation = () => Promise.resolve();
  const calls: readonly {
    readonly call: string;
    readonly promotion: Partial<Promotion>;
    readonly prepare: (organisation: TestOrganisation) => Promise<unknown>;
    readonly perform: (organisation: TestOrganisation, changes: object) => Promise<Outcome>;
  }[] = [
    { call: 'an enrolment', promotion: {}, prepare: noPreparation, perform: enrol },
    {
      call: 'a second enrolment',
      promotion: { enrolmentLimit: 2 },
      prepare: (organisation) => enrol(organisation, mobiles(hundredIds())),
      perform: enrol,
    },
    {
      call: 'an earning',
      promotion: {},
      prepare: (organisation) => enrol(organisation, mobiles(hundredIds())),
      perform: earn,
    },
    {
      call: 'an earning under a limit of the promotion',
      promotion: { totalEarnLimit: 100 },
      prepare: (organisation) => enrol(organisation, mobiles(hundredIds())),
      perform: earn,
    },
    {
      call: 'a first earning of Direct Issue',
      promotion: { kind: 'DIRECT_ISSUE' },
      prepare: noPreparation,
      perform: earn,
    },
    {
      call: 'a later earning of Direct Issue',
      promotion: { kind: 'DIRECT_ISSUE', earnLimit: 2 },
      prepare: (organisation) => earn(organisation, mobiles(hundredIds())),
      perform: earn,
    },
    {
      call: 'a first earning of Direct Issue under a limit of the promotion',
      promotion: { kind: 'DIRECT_ISSUE', totalEarnLimit: 100 },
      prepare: noPreparation,
      perform: earn,
    },
  ];

  it.each(calls)(
    'are at most 5 for $call, and as many for 1, 10 and 100 customers',
    async ({ promotion, prepare, perform }) => {
      const counts: number[] = [];
      for (const size of [1, 10, 100]) {
        const organisation = await hundredCustomers(promotion);
        await prepare(organisation);
        gateway.statements.length = 0;
        const outcome = await perform(organisation, mobiles(hundredIds().slice(0, size)));
        counts.push(workStatements().length);
        expect(outcome).toMatchObject({ status: 'SUCCESS', successCount: size });
      }
      expect(counts[0]).toBeLessThanOrEqual(5);
      expect(counts).toEqual([counts[0], counts[0], counts[0]]);
    },
  );

  it.each(calls)(
    'fit one transaction for $call of 100 customers',
    async ({ promotion, prepare, perform }) => {
      const organisation = await hundredCustomers(promotion);
      await prepare(organisation);
      gateway.statements.length = 0;
      await perform(organisation, mobiles(hundredIds()));
      expect(
        gateway.statements.filter((statement) => /^(begin|start transaction)/i.test(statement)),
      ).toHaveLength(1);
      expect(gateway.statements.filter((statement) => /^commit/i.test(statement))).toHaveLength(1);
    },
  );

  it('are none for a call that is refused before anything is looked up', async () => {
    const organisation = await hundredCustomers();
    gateway.statements.length = 0;
    await enrol(organisation, { customers: inStore(...hundredIds(), '1001') });
    await enrol(organisation, { customers: [] });
    expect(gateway.statements).toEqual([]);
  });

  it('do not grow with customers who are named twice or by several spellings', async () => {
    const organisation = await hundredCustomers();
    gateway.statements.length = 0;
    const spellings = ['919000001001', '+919000001001', '+91 90000 01001', '+91-90000-01001'];
    const outcome = await enrol(organisation, {
      identifierName: 'MOBILE',
      customers: inStore(...spellings, ...spellings),
    });
    expect(verdicts(outcome)).toEqual(['Success', ...Array<string>(7).fill('NOT_ISSUED')]);
    expect(lookUps()).toHaveLength(1);
  });

  it('are at most 10 look-ups for 50 mutations of one customer each at the same moment', async () => {
    const organisation = await hundredCustomers();
    gateway.statements.length = 0;
    const customerIds = hundredIds().slice(0, 50);
    const outcomes = await Promise.all(
      customerIds.map((customerId) => enrol(organisation, mobiles([customerId]))),
    );
    expect(outcomes.map(({ results }) => results[0]?.customer?.id)).toEqual(customerIds);
    expect(lookUps().length).toBeGreaterThan(0);
    expect(lookUps().length).toBeLessThanOrEqual(10);
  });

  it('never look up the customers of two organisations together', async () => {
    const sameMobile = ['1001', '2002', '3003'].map((customerId) => ({
      customerId,
      identifiers: [{ name: 'MOBILE', value: '919000005555', source: 'INSTORE' } as const],
    }));
    const organisations = await Promise.all(
      sameMobile.map((customer) =>
        gateway.organisation({ promotions: [aPromotion({ enrolmentLimit: null })], customers: [customer] }),
      ),
    );
    await Promise.all(organisations.map((organisation) => organisation.graphql('{ __typename }')));
    gateway.statements.length = 0;
    const everyone = Array.from({ length: 30 }, (_, i) => i % organisations.length);
    const outcomes = await Promise.all(
      everyone.map((i) =>
        enrol(organisations[i]!, { identifierName: 'MOBILE', customers: inStore('919000005555') }),
      ),
    );
    expect(outcomes.map(({ results }) => results[0]?.customer?.id)).toEqual(
      everyone.map((i) => sameMobile[i]?.customerId),
    );
    expect(lookUps().length).toBeGreaterThanOrEqual(organisations.length);
  });

  it('find no customer by a mobile that only another organisation called with a moment ago', async () => {
    const [theirs, ours] = [await hundredCustomers(), await gateway.organisation({ customers: [] })];
    const [found, missing] = await Promise.all([
      enrol(theirs, mobiles(['1001'])),
      enrol(ours, mobiles(['1001'])),
    ]);
    expect([found, missing].map(verdicts)).toEqual([['Success'], ['CUSTOMER_NOT_FOUND']]);
  });
});
