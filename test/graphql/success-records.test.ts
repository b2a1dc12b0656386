import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { anInput, earn, enrol, inStore } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const IDS = Array.from({ length: 100 }, (_, i) => String(1_001 + i));

const RESULTS = `results { ... on Success {
  issualId earnedId
  customerPromotion { id enrolmentsUsed earningsUsed availability customer { id } }
  enrolment { id issualId active revokedAt earnings { totalNodes: nodes { earnedId } } }
  earning { id earnedId expiresAt }
} }`;
const ENROL = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { ${RESULTS} } }`;
const EARN = `mutation ($input: EarnPromotionInput!) { earnPromotion(input: $input) { ${RESULTS} } }`;
const REVOKE = `mutation ($input: RevokePromotionEnrolmentsInput!) { revokePromotionEnrolments(input: $input) { ${RESULTS} } }`;

interface Success {
  readonly issualId: string;
  readonly earnedId: string | null;
  readonly customerPromotion: Readonly<Record<string, unknown>> | null;
  readonly enrolment: Readonly<Record<string, unknown>> | null;
  readonly earning: Readonly<Record<string, unknown>> | null;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

function customersOf(): Promise<TestOrganisation> {
  return gateway.organisation({
    promotions: [aPromotion({ enrolmentLimit: null, earnLimit: null })],
    customers: IDS.map(aCustomer),
  });
}

async function successes(organisation: TestOrganisation, query: string, input: object): Promise<Success[]> {
  const response = await organisation.graphql(query, { input: anInput(input) });
  const { data, errors } = response.json<{
    data: Record<string, { results: Success[] }>;
    errors?: object[];
  }>();
  expect(errors).toBeUndefined();
  return Object.values(data).flatMap(({ results }) => results);
}

describe('a success leads to', () => {
  it('its enrolment, and the state of the customer after the call', async () => {
    const organisation = await customersOf();
    const [success] = await successes(organisation, ENROL, {});
    expect(success).toMatchObject({
      customerPromotion: { id: '1001-500', enrolmentsUsed: 1, earningsUsed: 0, customer: { id: '1001' } },
      enrolment: { id: `1001-500-${success?.issualId ?? ''}`, issualId: success?.issualId, active: true },
      earning: null,
    });
  });

  it('its earning, under its enrolment', async () => {
    const organisation = await customersOf();
    await enrol(organisation);
    const [success] = await successes(organisation, EARN, {});
    expect(success).toMatchObject({
      customerPromotion: { enrolmentsUsed: 1, earningsUsed: 1 },
      enrolment: { earnings: { totalNodes: [{ earnedId: success?.earnedId }] } },
      earning: { id: `1001-500-${success?.earnedId ?? ''}`, earnedId: success?.earnedId },
    });
  });

  it('the enrolment that it revoked', async () => {
    const organisation = await customersOf();
    await enrol(organisation);
    const [success] = await successes(organisation, REVOKE, {});
    expect(success).toMatchObject({
      customerPromotion: { enrolmentsUsed: 0 },
      enrolment: { active: false, revokedAt: expect.any(String) },
    });
  });

  it('what another mutation of the same document recorded before it', async () => {
    const organisation = await customersOf();
    const query = `mutation ($enrol: EnrolCustomersInput!, $earn: EarnPromotionInput!) {
      enrolCustomers(input: $enrol) { ${RESULTS} } earnPromotion(input: $earn) { ${RESULTS} } }`;
    const response = await organisation.graphql(query, { enrol: anInput(), earn: anInput() });
    expect(response.json().data).toMatchObject({
      enrolCustomers: { results: [{ customerPromotion: { earningsUsed: 0 }, earning: null }] },
      earnPromotion: { results: [{ customerPromotion: { earningsUsed: 1 }, earning: {} }] },
    });
  });

  it('nothing that a dry run did not record', async () => {
    const organisation = await customersOf();
    const [success] = await successes(organisation, ENROL, { dryRun: true });
    expect(success).toMatchObject({
      customerPromotion: { enrolmentsUsed: 0 },
      enrolment: null,
      earning: null,
    });
  });

  it('its records as they are now, when its stored answer is asked for', async () => {
    const organisation = await customersOf();
    await enrol(organisation, { idempotencyKey: 'records' });
    await earn(organisation);
    const query = `{ promotionOperation(idempotencyKey: "records") { ${RESULTS} } }`;
    const { data } = (await organisation.graphql(query)).json();
    expect(data.promotionOperation.results).toMatchObject([
      { customerPromotion: { earningsUsed: 1 }, enrolment: { active: true } },
    ]);
  });
});

describe('what a success leads to', () => {
  it('is read with as many statements for 100 customers as for one', async () => {
    const organisation = await customersOf();
    const statementsFor = async (ids: readonly string[]) => {
      gateway.statements.length = 0;
      const found = await successes(organisation, ENROL, { customers: inStore(...ids) });
      expect(found.every(({ enrolment, customerPromotion }) => enrolment && customerPromotion)).toBe(true);
      return gateway.statements.length;
    };
    await organisation.graphql('{ __typename }');
    expect(await statementsFor(IDS)).toBe(await statementsFor(IDS.slice(0, 1)));
  });

  it('is not read where a document does not select it', async () => {
    const organisation = await customersOf();
    gateway.statements.length = 0;
    await enrol(organisation);
    expect(
      gateway.statements.filter((text) => /(issual|earned)_id = wanted\.id|group by customer_id/.test(text)),
    ).toEqual([]);
  });

  it('is null with an error without customer:read, and the result stays', async () => {
    const organisation = await gateway.organisation({
      promotions: [aPromotion()],
      customers: [aCustomer('1001')],
      access: ['customer:write'],
    });
    const response = await organisation.graphql(ENROL, { input: anInput() });
    const { data, errors } = response.json<{ data: object; errors: object[] }>();
    expect(data).toMatchObject({
      enrolCustomers: {
        results: [{ issualId: expect.any(String), enrolment: null, customerPromotion: null }],
      },
    });
    expect(errors).toHaveLength(3);
    expect(errors[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});
