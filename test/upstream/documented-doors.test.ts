import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, anInput, enrol, inStore } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { openDocumentedPlatform, type DocumentedPlatform } from './documented-platform.js';

const PROMOTION = { programId: '469', promotionId: '57099' };
const SPRING = { ...PROMOTION, customers: inStore('306') };

let platform: DocumentedPlatform;
let gateway: TestGateway;
let caller: TestOrganisation;
beforeAll(async () => {
  platform = await openDocumentedPlatform();
  const credential = { scheme: 'Basic', username: 'till', password: 'secret' } as const;
  gateway = await openGateway({ config: { upstream: { url: platform.url, timeoutMs: 10_000, credential } } });
});
beforeEach(async () => {
  platform.reset();
  // What was read for another organisation is not remembered for this one.
  caller = await gateway.organisation({ promotions: [], customers: [] });
});
afterAll(async () => {
  await gateway.close();
  await platform.close();
});

describe('a mutation in front of a documented platform', () => {
  const enrolSelecting = (fields: string) =>
    caller.graphql(
      `mutation ($input: EnrolCustomersInput!) {
        enrolCustomers(input: $input) { status results { ... on Success { issualId promotion { ${fields} } } } }
      }`,
      { input: anInput(SPRING) },
    );

  it('shows the warnings beside a success on both doors', async () => {
    const warning = { status: false, code: 1234, message: 'the message was not sent' };
    const { bulk } = platform.answers;
    platform.answers.bulk = (...call) => {
      const answer = bulk(...call).body as { response: object[] };
      return {
        body: { ...answer, response: answer.response.map((entry) => ({ ...entry, warnings: [warning] })) },
      };
    };
    expect(await enrol(caller, SPRING)).toMatchObject({
      status: 'SUCCESS',
      results: [{ issualId: '840', warnings: [{ restCode: 1234, message: warning.message }] }],
    });
    const body = aBody({ promotionDetails: PROMOTION, customers: inStore('306') });
    expect((await caller.bulk(body)).json()).toMatchObject({
      response: [{ result: { issualId: '840' }, errors: [], warnings: [warning] }],
      failureCount: 0,
    });
  });

  it('reads nothing for what the call names', async () => {
    const answer = await enrolSelecting('id program { id }');
    expect(answer.json()).toMatchObject({
      data: {
        enrolCustomers: {
          status: 'SUCCESS',
          results: [{ issualId: '840', promotion: { id: '57099', program: { id: '469' } } }],
        },
      },
    });
    expect(platform.received.map(({ method }) => method)).toEqual(['POST']);
  });

  it.each([
    ['fails', { status: 500, body: {} }],
    ['is refused', { status: 403, body: {} }],
  ])(
    'goes through where the reading of a detail %s, which is null with an error at its place',
    async (_, away) => {
      platform.answers.programs = () => away;
      platform.answers.promotion = () => away;
      const answer = await enrolSelecting('id name');
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        data: {
          enrolCustomers: {
            status: 'SUCCESS',
            results: [{ issualId: '840', promotion: { id: '57099', name: null } }],
          },
        },
        errors: [{ path: ['enrolCustomers', 'results', 0, 'promotion', 'name'] }],
      });
    },
  );
});
