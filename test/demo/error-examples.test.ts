import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorExamples } from '../../src/demo/error-examples.js';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue, type CatalogueEntry } from '../../src/domain/errors/error-catalogue.js';
import { openDemoGateway, type DemoGateway } from './demo-gateway.js';

/** The failure in the answer of a call. */
interface Failure {
  readonly code: string;
  readonly restCode: number | null;
  readonly message: string;
}

interface Call {
  /** All that is in it. */
  readonly text: string;
  send(gateway: DemoGateway): Promise<Failure>;
}

const inStore = (...values: string[]) =>
  values.map((identifierValue) => ({ identifierValue, source: 'INSTORE' }));

const usual = {
  programId: '469',
  promotionId: '57099',
  identifierName: 'ID',
  customers: inStore('600000001'),
};

/** Calls a mutation, changed from the usual. @returns the last failure in its answer */
function mutation(name: string, inputType: string, ...inputs: object[]): Call {
  const query = `mutation ($input: ${inputType}!) {
    ${name}(input: $input) { requestError { ...Failure } results { ...Failure } }
  }
  fragment Failure on CustomerError { code restCode message }`;
  const send = async (gateway: DemoGateway) => {
    const refusals: Partial<Failure>[] = [];
    for (const input of inputs) {
      const data = await gateway.graphql<Answer>(query, { input: { ...usual, ...input } });
      const { requestError, results } = data[name]!;
      refusals.push(...(requestError ? [requestError] : results));
    }
    return refusals.at(-1) as Failure;
  };
  return { text: JSON.stringify([usual, inputs]), send };
}

type Answer = Readonly<
  Record<string, { requestError: Failure | null; results: readonly Partial<Failure>[] }>
>;

const enrol = (...changes: object[]) => mutation('enrolCustomers', 'EnrolCustomersInput', ...changes);
const earn = (...changes: object[]) => mutation('earnPromotion', 'EarnPromotionInput', ...changes);
const byEmail = (email: string) => enrol({ identifierName: 'EMAIL', customers: inStore(email) });

/** On REST a failure has a number and a message, and no code of ours. */
function restEnrolment(changes: object): Call {
  const body = {
    type: 'CUSTOMER',
    bulkAction: 'ENROL',
    promotionDetails: { programId: 469, promotionId: 57099 },
    identifierName: 'id',
    customers: inStore('600000001'),
    ...changes,
  };
  const send = async (gateway: DemoGateway) => {
    const answer = await gateway.rest<{ response: { errors: { code: number; message: string }[] }[] }>(
      '/v2/promotion/bulk/enrolAndEarn',
      body,
    );
    const { code, message } = answer.response[0]!.errors[0]!;
    const [known] = Object.values<CatalogueEntry>(catalogue).filter(
      (entry) => entry.restCode === code && entry.message === message,
    );
    return { code: known?.code ?? 'unknown', restCode: code, message };
  };
  return { text: JSON.stringify(body), send };
}

/** Each example done as it says. */
const calls: Readonly<Record<Fault, readonly Call[]>> = {
  INVALID_ENTITY_TYPE: [restEnrolment({ type: 'TILL' })],
  USER_GROUP: [restEnrolment({ type: 'USERGROUP2' })],
  MISSING_PARAMETERS: [enrol({ promotionId: null })],
  NO_CUSTOMERS: [enrol({ customers: [] })],
  UNKNOWN_IDENTIFIER_NAME: [restEnrolment({ identifierName: 'cardNumber' })],
  BATCH_TOO_LARGE: [enrol({ customers: inStore(...Array<string>(101).fill('600000001')) })],
  IDEMPOTENCY_MISMATCH: [
    enrol({ idempotencyKey: 'one' }, { idempotencyKey: 'one', customers: inStore('600000002') }),
  ],
  IDEMPOTENCY_IN_PROGRESS: [
    enrol({ idempotencyKey: 'two', identifierName: 'EMAIL', customers: inStore('in-progress@example.com') }),
    enrol({ idempotencyKey: 'three', customers: inStore('600009002') }),
  ],
  THROTTLED: [byEmail('throttled@example.com'), enrol({ customers: inStore('600009003') })],
  UPSTREAM_UNAVAILABLE: [byEmail('unavailable@example.com'), enrol({ customers: inStore('600009004') })],
  INVALID_PROGRAM: [enrol({ programId: '470' })],
  INVALID_PROMOTION: [enrol({ promotionId: '57100' })],
  PROMOTION_INACTIVE: ['70003', '70004', '70005'].map((promotionId) => enrol({ promotionId })),
  MISSING_ACTION: [restEnrolment({ bulkAction: undefined })],
  ACTION_NOT_SUPPORTED: ['70001', '70002'].map((promotionId) => enrol({ promotionId })),
  REVOKE_NOT_SUPPORTED: [
    mutation('revokePromotionEnrolments', 'RevokePromotionEnrolmentsInput', { promotionId: '70001' }),
  ],
  EMPTY_IDENTIFIER: [enrol({ customers: inStore('') })],
  INVALID_SOURCE: [restEnrolment({ customers: [{ identifierValue: '600000001', source: 'MARKET' }] })],
  CUSTOMER_NOT_FOUND: [
    enrol({ identifierName: 'MOBILE', customers: inStore('919900000000') }),
    enrol({ programId: '471', promotionId: '71001', customers: inStore('600000002') }),
  ],
  NOT_ENROLLED: [earn({ promotionId: '70006', customers: inStore('600001000') })],
  NOT_ISSUED: [enrol({ promotionId: '70006', customers: inStore('600000001', '600000001') })],
  ISSUE_FAILED: [byEmail('issue-failed@example.com'), enrol({ customers: inStore('600009001') })],
  EARNING_NOT_REVOCABLE: [
    mutation('revokePromotionEarnings', 'RevokePromotionEarningsInput', {
      customers: [{ identifierValue: '600000001', source: 'INSTORE', earnedIds: ['999999999'] }],
    }),
  ],
  CUSTOMER_BUSY: [byEmail('busy@example.com'), enrol({ customers: inStore('600009005') })],
  UNRECOGNISED: [byEmail('unrecognised@example.com'), enrol({ customers: inStore('600009006') })],
  OUTCOME_UNKNOWN: [byEmail('outcome-unknown@example.com'), enrol({ customers: inStore('600009007') })],
};

const faults = Object.keys(catalogue) as Fault[];

describe('the examples of the error catalogue', () => {
  let gateway: DemoGateway;
  beforeAll(async () => {
    gateway = await openDemoGateway();
  });
  afterAll(() => gateway.close());

  it.each(faults)('show %s as they say', async (fault) => {
    const { code, restCode, message } = catalogue[fault];
    for (const { send } of calls[fault]) {
      expect(await send(gateway)).toEqual({ code, restCode, message });
    }
  });

  it.each(faults)('name for %s only what the calls above hold', (fault) => {
    const text = calls[fault].map((call) => call.text).join();
    const named = errorExamples[fault].match(/[\w-]+@[\w.]+\w|\d{5,}|[A-Z]{4,}\w*|card\w+/g) ?? [];
    expect(named.filter((name) => name !== 'REST' && !text.includes(name))).toEqual([]);
  });

  it('are listed with it where the demo data is', async () => {
    const { promotionErrors } = await gateway.graphql<{ promotionErrors: object[] }>(
      '{ promotionErrors { code message example } }',
    );
    expect(promotionErrors).toEqual(
      faults.map((fault) => ({
        code: catalogue[fault].code,
        message: catalogue[fault].message,
        example: errorExamples[fault],
      })),
    );
  });

  it('are not where it is not', async () => {
    const plain = await openDemoGateway({ config: { demo: false } });
    try {
      const organisation = await plain.organisation();
      const response = await organisation.graphql('{ promotionErrors { example } }', {});
      const { data } = response.json<{ data: { promotionErrors: { example: string | null }[] } }>();
      expect(data.promotionErrors).toEqual(faults.map(() => ({ example: null })));
    } finally {
      await plain.close();
    }
  });
});
