import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, anInput, earn, ENROL, enrol, inStore, verdicts } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import {
  failure,
  openDocumentedPlatform,
  promotionData,
  type DocumentedPlatform,
} from './documented-platform.js';

const PROMOTION = { programId: 469, promotionId: 57099 };
const EXTERNAL = { identifierName: 'externalId', identifierValue: 'Loyal 4711', source: 'INSTORE' };
/** The customer of the external id. */
const CUSTOMER_ID = '306';

let platform: DocumentedPlatform;
let gateway: TestGateway;
let caller: TestOrganisation;
beforeAll(async () => {
  platform = await openDocumentedPlatform();
  const credential = { scheme: 'Basic', username: 'till', password: 'secret' } as const;
  gateway = await openGateway({
    config: {
      restBulkExternalId: true,
      upstream: { url: platform.url, timeoutMs: 10_000, batchSize: 100, credential },
    },
  });
});
beforeEach(async () => {
  platform.reset();
  // The bulk operations document no externalId.
  const { bulk } = platform.answers;
  platform.answers.bulk = (request, query) => {
    const { identifierName } = JSON.parse(request.body) as { identifierName: string };
    return identifierName === 'externalId' ? failure(8013) : bulk(request, query);
  };
  platform.answers.lookup = (_, query) =>
    query.get('identifierName') === 'externalId' && query.get('identifierValue') === 'Loyal 4711'
      ? { body: { entity: Number(CUSTOMER_ID), warnings: [] } }
      : failure(8015);
  caller = await gateway.organisation({ promotions: [], customers: [] });
});
afterAll(async () => {
  await gateway.close();
  await platform.close();
});

const headers = () => ({ authorization: caller.authorization });
const get = async (path: string) =>
  (
    await gateway.app.server.inject({
      url: `${path}?${new URLSearchParams(EXTERNAL).toString()}`,
      headers: headers(),
    })
  ).json<Record<string, unknown>>();
/** What the platform was asked to write: who is named, and how. */
const writes = () =>
  platform.received
    .filter(({ method }) => method === 'POST')
    .map(({ url, body }) => ({
      query: Object.fromEntries(new URL(url, platform.url).searchParams),
      ...(JSON.parse(body) as object),
    }));

describe('externalId in front of a platform', () => {
  it('finds the customer, and its promotions', async () => {
    expect(await get('/v2/customers/lookup')).toEqual({ entity: 306, warnings: [] });
    expect(await get('/v2/customers/lookup/promotionData')).toMatchObject({
      customerId: 306,
      promotions: [{ promotionId: 57099 }],
    });
    const answer = await caller.graphql(
      '{ loyaltyCustomer(identifierName: EXTERNAL_ID, identifierValue: "Loyal 4711", source: INSTORE) { id } }',
    );
    expect(answer.json()).toEqual({ data: { loyaltyCustomer: { id: CUSTOMER_ID } } });
  });

  it('enrols and issues on GraphQL for the customer whom the look-up finds, and for no other', async () => {
    const input = {
      ...PROMOTION,
      identifierName: 'EXTERNAL_ID',
      customers: inStore('Loyal 4711', 'loyal 4711', 'Loyal 4711'),
    };
    const outcome = await enrol(caller, input);
    expect(verdicts(outcome)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(outcome.results.map(({ index, identifierValue }) => [index, identifierValue])).toEqual([
      [0, 'Loyal 4711'],
      [1, 'loyal 4711'],
      [2, 'Loyal 4711'],
    ]);
    expect(verdicts(await earn(caller, input))).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(writes()).toMatchObject(
      ['ENROL', 'EARN'].map((bulkAction) => ({
        bulkAction,
        identifierName: 'id',
        customers: [{ identifierValue: CUSTOMER_ID }, { identifierValue: CUSTOMER_ID }],
      })),
    );
  });

  it('enrols in the bulk operation of REST with REST_BULK_EXTERNAL_ID', async () => {
    const { identifierName } = EXTERNAL;
    const body = aBody({
      promotionDetails: PROMOTION,
      identifierName,
      customers: inStore('Loyal 4711', 'x'),
    });
    const answer = await caller.bulk(body);
    expect(answer.json()).toMatchObject({
      response: [{ result: { entityId: 306, issualId: '840' } }, { errors: [{ code: 8015 }] }],
      totalCount: 2,
      failureCount: 1,
    });
  });

  it('enrols by the single operation', async () => {
    platform.answers.issue = () => ({
      body: { warnings: [], errors: [], sideEffects: [{ ...PROMOTION, issualId: 840 }] },
    });
    const answer = await gateway.app.server.inject({
      method: 'POST',
      url: `/v2/promotion/issue?${new URLSearchParams(EXTERNAL).toString()}`,
      headers: headers(),
      payload: PROMOTION,
    });
    expect(answer.json()).toMatchObject({ errors: [], sideEffects: [{ issualId: 840 }] });
    expect(writes()).toMatchObject([{ query: { identifierName: 'id', identifierValue: CUSTOMER_ID } }]);
  });

  it('acts once for one key', async () => {
    const input = anInput({
      ...PROMOTION,
      identifierName: 'EXTERNAL_ID',
      customers: inStore('Loyal 4711'),
      idempotencyKey: 'once',
    });
    const send = async () => (await caller.graphql(ENROL, { input })).json<object>();
    expect(await send()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS', replayed: false } } });
    expect(await send()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS', replayed: true } } });
    expect(writes()).toHaveLength(1);
  });

  it('decides a dry run on the promotions of the customer', async () => {
    platform.answers.promotionData = (_, query) =>
      query.get('identifierValue') === CUSTOMER_ID ? promotionData([]) : failure(8015);
    const input = { ...PROMOTION, identifierName: 'EXTERNAL_ID', dryRun: true };
    const outcome = await enrol(caller, { ...input, customers: inStore('Loyal 4711', 'x') });
    expect(verdicts(outcome)).toEqual(['Success', 'CUSTOMER_NOT_FOUND']);
    expect(writes()).toEqual([]);
  });

  it.each([
    ['is away', { status: 500, body: {} }],
    ['refuses the credential', { status: 403, body: { errorCode: 4000, errorMessage: 'no access' } }],
  ])(
    'is not written where the platform %s at the look-up, and says so as other calls do',
    async (_, away) => {
      platform.answers.lookup = () => away;
      const input = { ...PROMOTION, identifierName: 'EXTERNAL_ID', customers: inStore('Loyal 4711', 'x') };
      expect(verdicts(await enrol(caller, input))).toEqual(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE']);
      const { identifierName } = EXTERNAL;
      const body = aBody({ promotionDetails: PROMOTION, identifierName, customers: inStore('Loyal 4711') });
      expect((await caller.bulk(body)).statusCode).toBe(503);
      expect(writes()).toEqual([]);
    },
  );

  describe('where the look-up of another fails', () => {
    const away = { status: 500, body: {} };
    const names = inStore('Loyal 4711', 'away', 'x');
    const input = { ...PROMOTION, identifierName: 'EXTERNAL_ID', customers: names };
    const expected = ['Success', 'UPSTREAM_UNAVAILABLE', 'CUSTOMER_NOT_FOUND'];
    let isAway: boolean;
    beforeEach(() => {
      isAway = true;
      const { lookup, promotionData: data } = platform.answers;
      const isAsked = (query: URLSearchParams) => isAway && query.get('identifierValue') === 'away';
      platform.answers.lookup = (request, query) => {
        if (isAsked(query)) return away;
        return query.get('identifierValue') === 'away'
          ? { body: { entity: 307, warnings: [] } }
          : lookup(request, query);
      };
      platform.answers.promotionData = (request, query) => (isAsked(query) ? away : data(request, query));
    });

    it('is enrolled, and only the other has the error', async () => {
      expect(verdicts(await enrol(caller, input))).toEqual(expected);
      expect(writes()).toHaveLength(1);
    });

    it('is enrolled on REST, and only the other has the error', async () => {
      const { identifierName } = EXTERNAL;
      const answer = await caller.bulk(
        aBody({ promotionDetails: PROMOTION, identifierName, customers: names }),
      );
      expect(answer.json()).toMatchObject({
        response: [{ errors: [] }, { errors: [{ code: 503 }] }, { errors: [{ code: 8015 }] }],
      });
    });

    it('is enrolled once with a key, and the other when the key comes again', async () => {
      const keyed = { ...input, idempotencyKey: 'away' };
      expect(verdicts(await enrol(caller, keyed))).toEqual(expected);
      isAway = false;
      const { bulk } = platform.answers;
      platform.answers.bulk = (request, query) => {
        const text = JSON.stringify(bulk(request, query).body).replaceAll('306', '307');
        return { body: JSON.parse(text) as object };
      };
      platform.received.length = 0;
      expect(verdicts(await enrol(caller, keyed))).toEqual(['Success', 'Success', 'CUSTOMER_NOT_FOUND']);
      expect(writes()).toMatchObject([{ customers: [{ identifierValue: '307' }] }]);
    });

    it('is read in a document that reads the other too', async () => {
      const answer = await caller.graphql(`{
        found: loyaltyCustomer(identifierName: EXTERNAL_ID, identifierValue: "Loyal 4711") { id }
        failed: loyaltyCustomer(identifierName: EXTERNAL_ID, identifierValue: "away") { id }
      }`);
      expect(answer.json()).toMatchObject({
        data: { found: { id: CUSTOMER_ID }, failed: null },
        errors: [{ path: ['failed'], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
      });
    });

    it('is decided on in a dry run', async () => {
      platform.answers.promotionData = (_, query) =>
        query.get('identifierValue') === CUSTOMER_ID ? promotionData([]) : away;
      expect(verdicts(await enrol(caller, { ...input, dryRun: true }))).toEqual(expected);
    });
  });

  it('is decided on in a dry run where another customer cannot be read', async () => {
    platform.answers.promotionData = (_, query) =>
      query.get('identifierValue') === CUSTOMER_ID ? promotionData([]) : { status: 500, body: {} };
    const customers = inStore(CUSTOMER_ID, '307');
    const outcome = await enrol(caller, { ...PROMOTION, dryRun: true, customers });
    expect(verdicts(outcome)).toEqual(['Success', 'UPSTREAM_UNAVAILABLE']);
  });
});
