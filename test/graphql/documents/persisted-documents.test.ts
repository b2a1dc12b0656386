import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { anInput, recorded } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { byId, sendByGet } from '../../support/persisted-documents.js';

const CATALOGUE = 'query Codes { promotionErrors { code } }';
const ENROL = 'mutation Enrol($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }';
const UNKNOWN = 'a'.repeat(64);

describe('automatic persisted queries', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({ config: { automaticPersistedQueries: true } });
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const post = (body: object) => caller.post('/graphql', body);
  const get = (body: object) => sendByGet(gateway, caller, body);

  /** A document that no other test knows, and its hash. */
  let documents = 0;
  function aDocument(): { query: string; hash: string } {
    const query = `query Codes${++documents} { promotionErrors { code } }`;
    return { query, hash: createHash('sha256').update(query).digest('hex') };
  }

  it.each([
    { method: 'POST', send: post },
    { method: 'GET', send: get },
  ])('are asked for, registered, and from then on found by $method', async ({ send }) => {
    const { query, hash } = aDocument();
    const unknown = await send(byId(hash));
    expect(unknown.statusCode).toBe(200);
    expect(unknown.json()).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    for (const body of [{ query, ...byId(hash) }, byId(hash)]) {
      const response = await send(body);
      expect(response.statusCode).toBe(200);
      expect(response.json()).toMatchObject({ data: { promotionErrors: expect.any(Array) } });
    }
  });

  const JSON_TYPE = 'application/json; charset=utf-8';
  const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
  it.each([
    { client: 'a client that names no type', accept: '*/*', status: 200, type: JSON_TYPE },
    { client: 'a client of JSON', accept: 'application/json', status: 200, type: JSON_TYPE },
    {
      client: 'Apollo iOS and Apollo Kotlin',
      accept: 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json',
      status: 200,
      type: JSON_TYPE,
    },
    {
      client: 'Apollo Client',
      accept: 'application/graphql-response+json,application/json;q=0.9',
      status: 400,
      type: GRAPHQL_TYPE,
    },
    {
      client: 'a client of the GraphQL type alone',
      accept: 'application/graphql-response+json',
      status: 400,
      type: GRAPHQL_TYPE,
    },
  ])('are asked for with $status by $client', async ({ accept, status, type }) => {
    for (const body of [byId(UNKNOWN), { documentId: `sha256:${UNKNOWN}` }]) {
      const response = await caller.post('/graphql', body, { accept });
      expect(response.statusCode).toBe(status);
      expect(response.headers).toMatchObject({ 'content-type': type, 'cache-control': 'no-store' });
      expect(response.json()).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
    }
  });

  it.each([
    { form: 'documentId with its kind of hash', idOf: (hash: string) => ({ documentId: `sha256:${hash}` }) },
    { form: 'documentId', idOf: (hash: string) => ({ documentId: hash }) },
    { form: "Relay's doc_id", idOf: (hash: string) => ({ doc_id: hash }) },
    { form: "Relay's id", idOf: (hash: string) => ({ id: hash }) },
  ])('are found by $form, also beside an empty query', async ({ idOf }) => {
    const { query, hash } = aDocument();
    await post({ query, ...byId(hash) });
    const sent = [idOf(hash), { ...idOf(hash), query: '' }, { ...idOf(hash), query: null }];
    const responses = await Promise.all([
      ...sent.map(post),
      get(idOf(hash)),
      get({ ...idOf(hash), query: '' }),
    ]);
    for (const response of responses) {
      expect(response.statusCode).toBe(200);
      expect(response.json()).toMatchObject({ data: { promotionErrors: expect.any(Array) } });
    }
  });

  it('are registered by documentId and their text', async () => {
    const { query, hash } = aDocument();
    expect((await post({ query, documentId: `sha256:${hash}` })).statusCode).toBe(200);
    expect((await post(byId(hash))).json()).toHaveProperty('data');
    const other = await post({ query: CATALOGUE, documentId: `sha256:${hash}` });
    expect(other.json()).toMatchObject({ errors: [{ message: 'provided sha does not match query' }] });
  });

  it('are no other documents that a request names beside its text', async () => {
    for (const ids of [{ documentId: 'mine' }, { id: 'mine' }, { doc_id: 7 }]) {
      expect((await post({ query: CATALOGUE, ...ids })).json()).toHaveProperty('data');
    }
  });

  it('are mutations too, by POST', async () => {
    const organisation = await gateway.organisation();
    const hash = createHash('sha256').update(ENROL).digest('hex');
    const dryRun = { input: anInput({ dryRun: true }) };
    await organisation.post('/graphql', { query: ENROL, variables: dryRun, ...byId(hash) });
    const again = await organisation.post('/graphql', { variables: { input: anInput() }, ...byId(hash) });
    expect(again.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
    expect(await recorded(gateway, organisation)).toMatchObject({ enrolments: 1 });
  });

  it('are no mutations by GET: 405, and nothing is done', async () => {
    const organisation = await gateway.organisation();
    const hash = createHash('sha256').update(ENROL).digest('hex');
    const variables = { input: anInput({ dryRun: true }) };
    await organisation.post('/graphql', { query: ENROL, variables, ...byId(hash) });
    const response = await sendByGet(gateway, organisation, {
      variables: { input: anInput() },
      ...byId(hash),
    });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
    expect(await recorded(gateway, organisation)).toMatchObject({ enrolments: 0 });
  });

  it('are refused to a foreign page', async () => {
    const { query, hash } = aDocument();
    await post({ query, ...byId(hash) });
    const response = await sendByGet(gateway, caller, byId(hash), {});
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('Cross-Site Request Forgery') }],
    });
  });

  it.each([
    {
      mistake: 'a hash of something else',
      body: { query: CATALOGUE, ...byId(UNKNOWN) },
      message: 'provided sha does not match query',
    },
    {
      mistake: 'another version',
      body: { extensions: { persistedQuery: { version: 2, sha256Hash: UNKNOWN } } },
      message: 'Unsupported persisted query version',
    },
    { mistake: 'no hash', body: { extensions: { persistedQuery: { version: 1 } } } },
    { mistake: 'a hash that is a number', body: byId(7) },
    { mistake: 'a hash that is an object', body: byId({ toString: 'x' }) },
    { mistake: 'a documentId that is a number', body: { documentId: 7 } },
    { mistake: 'an empty documentId', body: { documentId: '' } },
    { mistake: 'no persisted query but text', body: { extensions: { persistedQuery: 'x' } } },
  ])('are refused with 400 and no line of a defect for $mistake', async ({ body, message }) => {
    gateway.log.length = 0;
    const response = await post(body);
    expect(response.statusCode).toBe(400);
    if (message !== undefined) {
      expect(response.json()).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    }
    expect(gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('are not remembered where the document is not valid', async () => {
    const query = '{ nothingLikeThis }';
    const hash = createHash('sha256').update(query).digest('hex');
    expect((await post({ query, ...byId(hash) })).statusCode).toBe(400);
    expect((await post(byId(hash))).json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
  });

  it('forget the one that was not used for longest, rather than fill the memory', async () => {
    const first = aDocument();
    await post({ query: first.query, ...byId(first.hash) });
    const padding = ' '.repeat(250_000);
    for (let i = 0; i < 18; i++) {
      const { query } = aDocument();
      const padded = query + padding;
      const hash = createHash('sha256').update(padded).digest('hex');
      expect((await post({ query: padded, ...byId(hash) })).statusCode).toBe(200);
    }
    expect((await post(byId(first.hash))).json()).toHaveProperty('errors');
  });

  it('are answered with headers that keep caches from storing them', async () => {
    const { query, hash } = aDocument();
    for (const body of [byId(hash), { query, ...byId(hash) }, byId(hash)]) {
      for (const response of [await post(body), await get(body)]) {
        expect(response.headers['cache-control']).toBe('no-store');
      }
    }
  });
});
