import { sql } from 'kysely';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import type { CustomerData } from '../../src/postgres/store-organisation.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

async function fixture(name: string): Promise<string> {
  return readFile(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');
}

const live = { enrolmentLimit: 10, earnLimit: 10 };
const program469 = { programId: '469', name: 'Sample', active: true };
const program2714 = { programId: '2714', name: 'Sample', active: true };

const requestPromotions: readonly Promotion[] = [
  aPromotion({ ...live, promotionId: '57099', promoIdentifier: null, program: program469 }),
  aPromotion({ ...live, promotionId: '69218', promoIdentifier: null, program: program469 }),
];
const requestCustomers: readonly CustomerData[] = [
  { customerId: '555567088', identifiers: [] },
  { customerId: '7', identifiers: [{ name: 'MOBILE', value: '11223569865', source: 'INSTORE' }] },
  { customerId: '8', identifiers: [{ name: 'MOBILE', value: '919986000586', source: 'INSTORE' }] },
];

const answerPromotions: readonly Promotion[] = [
  aPromotion({ ...live, promotionId: '202188', promoIdentifier: null, program: program2714 }),
  aPromotion({
    ...live,
    promotionId: '202090',
    promoIdentifier: null,
    program: program2714,
    kind: 'DIRECT_ISSUE',
  }),
  aPromotion({ promotionId: '202091', promoIdentifier: null, program: program2714, active: false }),
  aPromotion({
    ...live,
    promotionId: '74116',
    promoIdentifier: null,
    program: { programId: '699', name: 'Sample', active: true },
    kind: 'DIRECT_ISSUE',
  }),
];
const FOUR = ['423926199', '423926198', '423926200', '423926201'];
const answerCustomers: readonly CustomerData[] = [...FOUR, '170940055'].map((customerId) => ({
  customerId,
  identifiers: [],
}));

describe("the specification's own requests and answers", () => {
  let gateway: TestGateway;
  let sample: TestOrganisation;

  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  /** A store in which the next ids are those of the sample. */
  async function nextIds(issualId: number, earnedId: number): Promise<void> {
    await sql`select setval('issual_id', ${issualId}, false), setval('earned_id', ${earnedId}, false)`.execute(
      gateway.store.db,
    );
  }

  async function givenAnswerStore(): Promise<void> {
    sample = await gateway.organisation({ promotions: answerPromotions, customers: answerCustomers });
  }

  function bulk(
    bulkAction: string,
    programId: number,
    promotionId: number,
    values: string[],
    type = 'CUSTOMER',
  ) {
    return sample.bulk({
      type,
      bulkAction,
      promotionDetails: { programId, promotionId },
      identifierName: 'id',
      customers: values.map((identifierValue) => ({ identifierValue, source: 'INSTORE' })),
    });
  }

  async function expectAnswer(answer: { statusCode: number; json(): unknown }, name: string): Promise<void> {
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual(JSON.parse(await fixture(name)));
  }

  it.each([
    ['request-enrol-one', 'request-earn-one', 1],
    ['request-enrol-many', 'request-earn-many', 2],
  ])('accepts %s and %s as they stand', async (enrol, earn, count) => {
    const organisation = await gateway.organisation({
      promotions: requestPromotions,
      customers: requestCustomers,
    });
    for (const request of [enrol, earn]) {
      const answer = await organisation.bulk(await fixture(request));
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ totalCount: count, failureCount: 0 });
    }
  });

  it('answers response-enrol-on-enrol-and-issue, then response-earn-on-enrol-and-issue', async () => {
    await givenAnswerStore();
    await nextIds(847, 840);
    await expectAnswer(await bulk('ENROL', 2714, 202188, FOUR), 'response-enrol-on-enrol-and-issue');
    await expectAnswer(await bulk('EARN', 2714, 202188, FOUR), 'response-earn-on-enrol-and-issue');
  });

  it('answers response-earn-on-direct-issue', async () => {
    await givenAnswerStore();
    await nextIds(837, 794);
    await expectAnswer(await bulk('EARN', 2714, 202090, FOUR), 'response-earn-on-direct-issue');
  });

  it('answers response-partial-success-8015', async () => {
    await givenAnswerStore();
    await nextIds(72, 102);
    const answer = await bulk('EARN', 699, 74116, ['170940055', '1', '2', '3']);
    await expectAnswer(answer, 'response-partial-success-8015');
  });

  it.each([
    ['response-1101-invalid-program', 'ENROL', 1, 202188, 'CUSTOMER'],
    ['response-8874-invalid-promotion', 'ENROL', 2714, 1, 'CUSTOMER'],
    ['response-8892-inactive-promotion', 'ENROL', 2714, 202091, 'CUSTOMER'],
    ['response-8901-invalid-entity-type', 'ENROL', 2714, 202188, 'SHOP'],
    ['response-8902-enrol-on-direct-issue', 'ENROL', 2714, 202090, 'CUSTOMER'],
  ] as const)('answers %s', async (name, action, programId, promotionId, type) => {
    await givenAnswerStore();
    await expectAnswer(await bulk(action, programId, promotionId, FOUR, type), name);
  });

  it('answers response-8896-issue-failed when the store refuses to record', async () => {
    await givenAnswerStore();
    await sql`alter table enrolment add constraint outage check (false) not valid`.execute(gateway.store.db);
    try {
      await expectAnswer(await bulk('ENROL', 2714, 202188, FOUR.slice(0, 1)), 'response-8896-issue-failed');
    } finally {
      await sql`alter table enrolment drop constraint outage`.execute(gateway.store.db);
    }
  });
});
