import { readFileSync } from 'node:fs';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, inStore } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { openDocumentedPlatform, type DocumentedPlatform } from './documented-platform.js';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: Operation;
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
/** Every route of the REST door. */
const routes: readonly Route[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method: method === 'get' ? 'GET' : 'POST',
    path,
    operation,
  })),
);

const promotionDetails = { programId: 469, promotionId: 57099 };
const customers = inStore('306');
const enrol = aBody({ promotionDetails, customers });
const CUSTOMER = { identifierName: 'mobile', identifierValue: '919000001001', source: 'INSTORE' };
const enrolled = { response: [{ result: { entityId: 306, issualId: '840' } }], failureCount: 0 };
const earned = { response: [{ result: { issualId: '840', earnedId: '900' } }], failureCount: 0 };
const revoked = { response: [{ result: { revokedEarnIds: [900] } }], failureCount: 0 };
const aPromotion = { data: [{ id: 57099, programId: 469, name: 'test enroll and issue' }] };

interface Call {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** What a working route answers of the platform's data; null where the gateway does not offer it. */
  readonly answer: object | null;
}

/** The parts of a path, and a call of each operation by its id: a route without one fails. */
const ids: Readonly<Record<string, string>> = { programId: '469', promotionId: '57099', customerId: '306' };
const calls: Readonly<Record<string, Call>> = {
  enrolAndEarn: { body: enrol, answer: enrolled },
  revokeEnrolAndEarn: { body: { ...enrol, bulkAction: 'REVOKE_EARN' }, answer: revoked },
  directEarn: { body: enrol, answer: earned },
  revokeDirectEarn: { body: enrol, answer: revoked },
  issue: { query: CUSTOMER, body: promotionDetails, answer: { sideEffects: [{ issualId: 840 }] } },
  lookUpCustomer: { query: CUSTOMER, answer: { entity: 306 } },
  readPromotionData: { query: CUSTOMER, answer: { customerId: 306, promotions: [{ promotionId: 57099 }] } },
  listPrograms: { answer: { data: [{ programId: 469, programName: 'Rewards' }] } },
  readPromotion: { answer: aPromotion },
  listPromotions: { query: { limit: '10', offset: '0' }, answer: null },
  listPromotionsOfProgram: { query: { limit: '10', offset: '0' }, answer: null },
  readCustomerDetails: { query: CUSTOMER, answer: null },
  readCustomer: { query: { source: 'INSTORE' }, answer: null },
  registerCustomer: {
    query: { source: 'INSTORE' },
    body: { profiles: [{ identifiers: [{ type: 'mobile', value: '919000009009' }] }] },
    answer: null,
  },
  generateToken: {
    body: { key: 'key of the caller', secret: 'secret of the caller' },
    answer: { data: { accessToken: expect.any(String) }, errors: null },
  },
};

let platform: DocumentedPlatform;
let gateway: TestGateway;
let caller: TestOrganisation;
beforeAll(async () => {
  platform = await openDocumentedPlatform();
  platform.answers.revoke = () => ({
    body: {
      response: [{ result: { entityId: 306, revokedEarnIds: [900] }, errors: [], warnings: [] }],
      totalCount: 1,
      failureCount: 0,
    },
  });
  platform.answers.issue = () => ({
    body: { warnings: [], errors: [], sideEffects: [{ ...promotionDetails, issualId: 840 }] },
  });
  const credential = { scheme: 'Basic', username: 'till', password: 'secret' } as const;
  gateway = await openGateway({
    config: { upstream: { url: platform.url, timeoutMs: 10_000, batchSize: 100, credential } },
  });
  caller = await gateway.organisation({ promotions: [], customers: [] });
});
afterAll(async () => {
  await gateway.close();
  await platform.close();
});

function callOf({ operation: { operationId } }: Route): Call {
  const call = calls[operationId];
  if (!call) throw new Error(`Add a call of ${operationId}, and what it answers in front of a platform`);
  return call;
}

async function send(route: Route) {
  const { query = {}, body } = callOf(route);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const own = { key: caller.oauthKey, secret: caller.oauthSecret };
  const payload = route.operation.operationId === 'generateToken' ? own : body;
  const options: InjectOptions = {
    method: route.method,
    url: `${path}?${new URLSearchParams(query).toString()}`,
    headers: { authorization: caller.authorization },
    ...(payload && { payload }),
  };
  platform.received.length = 0;
  return gateway.app.server.inject(options);
}

const named = (some: readonly Route[]) =>
  some.map((route) => [`${route.method} ${route.path}`, route] as const);
const isOffered = (route: Route) => callOf(route).answer !== null;

describe('REST in front of a platform', () => {
  it.each(named(routes.filter(isOffered)))('does %s with the data of the platform', async (_, route) => {
    const answer = await send(route);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject(callOf(route).answer ?? {});
  });

  it.each(named(routes.filter((route) => !isOffered(route))))(
    'answers 501 with a reason to %s, and calls nothing',
    async (_, route) => {
      const answer = await send(route);
      expect(answer.statusCode).toBe(501);
      expect(answer.json()).toEqual({
        errors: [
          { status: false, code: 501, message: expect.stringMatching(/^The gateway does not .+: .+ here$/) },
        ],
        warnings: [],
      });
      expect(platform.received).toEqual([]);
    },
  );

  it('has in its document which routes always answer 501', () => {
    const documented = routes.filter(({ operation }) =>
      operation.responses['501']?.description.startsWith('Always in front of a platform'),
    );
    expect(documented).toEqual(routes.filter((route) => !isOffered(route)));
  });
});
