import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../../src/graphql/schema.js';
import { readTrustedDocuments } from '../../../src/graphql/documents/trusted-documents.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { anInput, recorded } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { byId, sendByGet } from '../../support/persisted-documents.js';

const CODES = 'query Codes { promotionErrors { code } }';
const ENROL = 'mutation Enrol($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }';
const OTHER = 'query Other { promotionErrors { message } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(CODES), name: 'Codes', type: 'query', body: CODES },
    { id: 'enrol-1', name: 'Enrol', type: 'mutation', body: ENROL },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trusted-documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeManifest(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function openWith(only: boolean, automaticPersistedQueries = false): Promise<TestGateway> {
  const file = await writeManifest('manifest.json', manifest);
  return openGateway({ config: { trustedDocuments: { file, only }, automaticPersistedQueries } });
}

/** What is the same wherever documents are trusted. */
function findsTrustedDocuments(gateway: () => TestGateway, caller: () => TestOrganisation): void {
  it('answers a trusted document by its id, by POST and by GET', async () => {
    for (const response of [
      await caller().post('/graphql', byId(sha256(CODES))),
      await sendByGet(gateway(), caller(), byId(sha256(CODES))),
    ]) {
      expect(response.statusCode).toBe(200);
      expect(response.json()).toMatchObject({ data: { promotionErrors: expect.any(Array) } });
    }
  });

  it('executes a trusted mutation under an id of any form', async () => {
    const organisation = await gateway().organisation();
    const body = { variables: { input: anInput() }, ...byId('enrol-1') };
    const response = await organisation.post('/graphql', body);
    expect(response.json()).toEqual({ data: { enrolCustomers: { status: 'SUCCESS' } } });
  });

  it.each([byId('nobody'), { documentId: 'nobody' }, { id: 'nobody' }, { doc_id: 'nobody' }])(
    'has no data for an id that it does not know: %j',
    async (body) => {
      const response = await caller().post('/graphql', body);
      expect(response.json()).toEqual({
        errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
    },
  );

  it.each([
    { documentId: `sha256:${sha256(CODES)}` },
    { documentId: sha256(CODES) },
    { doc_id: sha256(CODES) },
    { id: sha256(CODES) },
  ])('finds a trusted document by %j', async (body) => {
    for (const response of [
      await caller().post('/graphql', body),
      await sendByGet(gateway(), caller(), body),
    ]) {
      expect(response.json()).toMatchObject({ data: { promotionErrors: expect.any(Array) } });
    }
  });

  it('asks for credentials all the same', async () => {
    const response = await gateway().app.server.inject({
      method: 'POST',
      url: '/graphql',
      payload: byId(sha256(CODES)),
    });
    expect(response.statusCode).toBe(401);
  });
}

describe('with trusted documents only', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openWith(true);
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  findsTrustedDocuments(
    () => gateway,
    () => caller,
  );

  it.each([
    { request: 'a document that is not in the manifest', body: { query: OTHER } },
    { request: 'one with its own hash', body: { query: OTHER, ...byId(sha256(OTHER)) } },
    { request: 'the text of a trusted one', body: { query: CODES } },
    {
      request: 'a mutation in no manifest',
      body: { query: ENROL.replace('status', 'totalCount'), variables: { input: anInput() } },
    },
    { request: 'the schema', body: { query: '{ __typename }' } },
    { request: 'a document with a field that is not there', body: { query: '{ errorCatalogue { code } }' } },
    { request: 'a document that cannot be read', body: { query: '{ promotionErrors { code ' } },
    { request: 'a document that has no end', body: { query: '{a'.repeat(20_000) } },
    { request: 'an empty document', body: { query: '' } },
  ])('answers 400 to $request, and does nothing', async ({ body }) => {
    const organisation = await gateway.organisation();
    const response = await organisation.post('/graphql', body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      errors: [
        {
          message: 'The gateway accepts only trusted documents: send the id of one, and no query',
          extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' },
        },
      ],
    });
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it.each(['{ errorCatalogue { code } }', '{ promotionErrors', CODES])(
    'answers 400 to a document by GET, and names no field: %s',
    async (query) => {
      const response = await sendByGet(gateway, caller, { query });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({
        errors: [
          {
            message: 'The gateway accepts only trusted documents: send the id of one, and no query',
            extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' },
          },
        ],
      });
    },
  );

  it('answers 400 to the id of a trusted one beside another text', async () => {
    const response = await caller.post('/graphql', { query: OTHER, ...byId(sha256(CODES)) });
    expect(response.statusCode).toBe(400);
  });

  it('learns no document from a client', async () => {
    await caller.post('/graphql', { query: OTHER, ...byId(sha256(OTHER)) });
    const response = await caller.post('/graphql', byId(sha256(OTHER)));
    expect(response.json()).not.toHaveProperty('data');
  });
});

describe('with trusted documents beside others', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openWith(false);
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  findsTrustedDocuments(
    () => gateway,
    () => caller,
  );

  it('answers any other document too, without learning it', async () => {
    const response = await caller.post('/graphql', { query: OTHER, ...byId(sha256(OTHER)) });
    expect(response.statusCode).toBe(200);
    expect((await caller.post('/graphql', byId(sha256(OTHER)))).json()).not.toHaveProperty('data');
  });

  it('learns others where clients may register them, and keeps the trusted ones', async () => {
    const learning = await openWith(false, true);
    const organisation = await learning.organisation();
    const statuses = [];
    for (const body of [{ query: OTHER, ...byId(sha256(OTHER)) }, byId(sha256(OTHER)), byId(sha256(CODES))]) {
      statuses.push((await organisation.post('/graphql', body)).statusCode);
    }
    expect(statuses).toEqual([200, 200, 200]);
    await learning.close();
  });
});

describe('a manifest', () => {
  const withBody = (body: string) => ({
    ...manifest,
    operations: [{ id: 'x', name: 'Broken', type: 'query', body }],
  });

  it.each([
    { tool: 'GraphQL Code Generator and the Relay compiler', prefix: '' },
    { tool: 'gql.tada', prefix: 'sha256:' },
  ])('may be a map of ids to documents, as $tool write it', async ({ prefix }) => {
    const content = { [`${prefix}${sha256(CODES)}`]: CODES, [`${prefix}enrol-1`]: ENROL };
    const documents = await readTrustedDocuments(await writeManifest('map.json', content), createSchema());
    expect([...documents]).toEqual([
      [sha256(CODES), CODES],
      ['enrol-1', ENROL],
    ]);
  });

  it.each([
    { mistake: 'is an empty map', content: {}, message: /It has no documents/ },
    { mistake: 'maps an id to no text', content: { a: 1 }, message: /at a/ },
    {
      mistake: 'maps an id to a document that does not fit the schema',
      content: { 'the-id': 'query Broken { nothing }' },
      message: /the-id: Cannot query field "nothing" on type "Query"/,
    },
    {
      mistake: 'has the same hash with and without its prefix',
      content: { a: CODES, 'sha256:a': OTHER },
      message: /sha256:a is the id of several operations/,
    },
    { mistake: 'is a list', content: [], message: /neither a persisted query manifest nor a map/ },
    { mistake: 'is not there', content: null, message: /cannot be read as JSON/ },
    { mistake: 'is no JSON', content: '{', message: /cannot be read as JSON/ },
    { mistake: 'is another format', content: { ...manifest, format: 'x' }, message: /at format/ },
    { mistake: 'is another version', content: { ...manifest, version: 2 }, message: /at version/ },
    {
      mistake: 'has an operation without an id',
      content: { ...manifest, operations: [{ name: 'A', body: CODES }] },
      message: /at operations\[0\]\.id/,
    },
    {
      mistake: 'has one id for two operations',
      content: {
        ...manifest,
        operations: [...manifest.operations, { id: 'enrol-1', name: 'B', body: CODES }],
      },
      message: /enrol-1 is the id of several operations/,
    },
    {
      mistake: 'has a document that does not fit the schema',
      content: withBody('query Broken { nothing }'),
      message: /Broken: Cannot query field "nothing" on type "Query"/,
    },
    {
      mistake: 'has a document that is none',
      content: withBody('query Broken {'),
      message: /Broken: Syntax Error/,
    },
  ])('that $mistake is refused', async ({ content, message }) => {
    const file = content === null ? join(folder, 'nowhere.json') : await writeManifest('bad.json', content);
    await expect(readTrustedDocuments(file, createSchema())).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidManifest', message: expect.stringMatching(message) }),
    );
  });

  it('keeps the gateway from starting where it cannot be used', async () => {
    const trustedDocuments = { file: join(folder, 'nowhere.json'), only: true };
    await expect(openGateway({ config: { trustedDocuments } })).rejects.toThrow(/cannot be read as JSON/);
  });
});
