import type { InjectOptions } from 'fastify';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createLogger } from '../../src/http/log/logger.js';
import type { Store } from '../../src/postgres/store.js';
import { StoreUnavailable } from '../../src/service/ports.js';
import type { BulkCommand, PromotionService } from '../../src/service/promotion-service.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aBody, anInput, ENROL, ENROL_TWICE, inStore, linesDuring } from '../support/operations.js';

const REST = '/v2/promotion/bulk/enrolAndEarn';
const JSON_BODY = { 'content-type': 'application/json' };

describe('the server', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  function send(request: InjectOptions) {
    return gateway.app.server.inject({
      ...request,
      headers: { authorization: caller.authorization, ...request.headers },
    });
  }

  describe('names each request', () => {
    it.each(['/healthz', '/graphql', REST, '/nowhere'])(
      'in the headers of the answer, at %s',
      async (url) => {
        const [first, second] = [await send({ url }), await send({ url })];
        expect(first.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
        expect(first.headers['x-cap-requestid']).toBe(first.headers['x-request-id']);
        expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
      },
    );

    it('by the same id in the answer, the log and the record', async () => {
      const organisation = await gateway.organisation();
      const response = await organisation.graphql(ENROL, { input: anInput() });
      const id = response.headers['x-request-id'];
      expect(response.json()).toMatchObject({ data: { enrolCustomers: { requestId: id } } });
      await vi.waitFor(() => expect(gateway.log.at(-1)).toMatchObject({ reqId: id, msg: 'request' }));
    });

    it('by an id of its own, even if the caller sends one', async () => {
      const headers = { 'x-request-id': 'chosen', 'request-id': 'chosen', 'x-cap-requestid': 'chosen' };
      const response = await send({ url: '/healthz', headers });
      expect(response.headers['x-request-id']).not.toBe('chosen');
    });
  });

  it.each(['/healthz', '/graphql', REST, '/nowhere'])(
    'forbids caching and sniffing the type of an answer of %s',
    async (url) => {
      const { headers } = await send({ url });
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      expect(headers['content-type']).toMatch(/^application\/json/);
    },
  );

  describe('logs one line', () => {
    it.each([
      {
        about: 'a mutation',
        request: {
          method: 'POST',
          url: '/graphql?mobile=919986000586',
          payload: { query: ENROL, variables: { input: anInput({ customers: inStore('919986000586') }) } },
        },
        line: { method: 'POST', route: '/graphql', status: 200 },
      },
      {
        about: 'a call of REST',
        request: { method: 'POST', url: `${REST}?mobile=919986000586`, payload: aBody() },
        line: { method: 'POST', route: REST, status: 200 },
      },
      {
        about: 'a query by GET',
        request: {
          url: '/graphql?query=%7B__typename%7D&variables=%7B%22m%22%3A%22919986000586%22%7D',
          headers: { 'apollo-require-preflight': 'yes' },
        },
        line: { method: 'GET', route: '/graphql', status: 200 },
      },
      {
        about: 'a body that is not JSON',
        request: { method: 'POST', url: REST, headers: JSON_BODY, payload: '{"mobile": 919986000586' },
        line: { method: 'POST', route: REST, status: 400 },
      },
      {
        about: 'a body that is too large',
        request: {
          method: 'POST',
          url: REST,
          headers: JSON_BODY,
          payload: '"919986000586"'.padEnd(262_145, ' '),
        },
        line: { method: 'POST', route: REST, status: 413 },
      },
      {
        about: 'a method that is not allowed',
        request: { method: 'PUT', url: '/graphql?mobile=919986000586' },
        line: { method: 'PUT', status: 405 },
      },
      {
        about: 'a path that is not there',
        request: { url: '/customers/919986000586?email=asha@shop.example' },
        line: { method: 'GET', route: null, status: 404 },
      },
      {
        about: 'a path that cannot be read',
        request: { url: '/customers/919986000586%zz' },
        line: { method: 'GET', route: null, status: 400 },
      },
    ] as readonly { about: string; request: InjectOptions; line: object }[])(
      'about $about, without what it brought',
      async ({ request, line }) => {
        const lines = await linesDuring(gateway, () => send(request));
        expect(lines).toHaveLength(1);
        expect(JSON.parse(lines[0]!)).toMatchObject({ level: 30, msg: 'request', ...line });
        const secret = caller.authorization.replace('Basic ', '');
        for (const text of ['919986000586', 'asha', 'mobile', '?', secret, caller.till, caller.password]) {
          expect(lines[0]).not.toContain(text);
        }
      },
    );

    it('that says who called', async () => {
      const lines = await linesDuring(gateway, () => caller.bulk(aBody()));
      expect(Object.keys(JSON.parse(lines[0]!) as object).sort()).toEqual([
        'clientId',
        'level',
        'method',
        'msg',
        'organisationId',
        'results',
        'route',
        'status',
      ]);
      expect(JSON.parse(lines[0]!)).toMatchObject({ organisationId: caller.organisationId });
    });

    it('that names no caller who was not authenticated', async () => {
      const lines = await linesDuring(gateway, () =>
        send({ method: 'POST', url: REST, headers: { authorization: 'Basic dGlsbDpjYW5hcnk=' } }),
      );
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0]!)).toEqual({
        level: 30,
        msg: 'request',
        method: 'POST',
        route: REST,
        status: 401,
        address: '127.0.0.1',
        reason: 'The credentials are not valid',
      });
    });
  });

  it('does not repeat a path that cannot be read', async () => {
    const response = await send({ url: '/customers/919986000586%zz' });
    expect(response.statusCode).toBe(400);
    expect(response.body).not.toContain('919986000586');
    expect(response.headers['x-request-id']).toBeDefined();
  });

  it('answers 404 where there is nothing', async () => {
    const response = await send({ url: '/nowhere?mobile=919986000586' });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'There is nothing at this path' },
    });
  });
});

describe('health', () => {
  let store: Store;
  let app: App;
  let ping: () => Promise<void>;
  const lines: string[] = [];
  beforeAll(async () => {
    store = await openMemoryStore();
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    app = await createApp(readConfig({ DEMO: 'false' }), createLogger('info', destination), {
      store: { ...store, ping: () => ping() },
    });
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => vi.advanceTimersByTime(10_000));
  afterAll(async () => {
    vi.useRealTimers();
    await app.close();
  });

  const get = async (url: string) => {
    const response = await app.server.inject({ url });
    return { status: response.statusCode, body: response.json<unknown>() };
  };
  const ready = { status: 200, body: { status: 'ready' } };
  const away = { status: 503, body: { status: 'store unavailable' } };

  it('is alive while the store answers, and while it does not', async () => {
    for (const answer of [() => Promise.resolve(), () => Promise.reject(new StoreUnavailable('away'))]) {
      ping = answer;
      expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
    }
  });

  it('is ready while the store answers', async () => {
    ping = () => store.ping();
    expect(await get('/readyz')).toEqual(ready);
  });

  it.each([new StoreUnavailable('The store cannot be reached'), new Error('anything')])(
    'is not ready when the store fails with %s',
    async (error) => {
      ping = () => Promise.reject(error);
      expect(await get('/readyz')).toEqual(away);
    },
  );

  it('is not ready when the store says nothing for two seconds', async () => {
    ping = () => new Promise(() => undefined);
    const answer = get('/readyz');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await answer).toEqual(away);
  });

  it('asks the store once a second at most, however often it is asked itself', async () => {
    const pings = vi.fn(() => Promise.resolve());
    ping = pings;
    await Promise.all([get('/readyz'), get('/readyz'), get('/readyz')]);
    vi.advanceTimersByTime(1_000);
    expect(await get('/readyz')).toEqual(ready);
    expect(pings).toHaveBeenCalledTimes(1);
    ping = () => Promise.reject(new StoreUnavailable('away'));
    expect(await get('/readyz')).toEqual(ready);
    vi.advanceTimersByTime(1);
    expect(await get('/readyz')).toEqual(away);
  });

  it('answers without the reason, and logs it without personal data', async () => {
    ping = () => Promise.reject(new Error('no row for 919986000586 at db.internal.example'));
    const response = await app.server.inject({ url: '/readyz' });
    expect(response.body).not.toMatch(/919986000586|db\.internal/);
    expect(lines.join('')).not.toContain('919986000586');
  });

  it('asks for no credential, and takes no other method', async () => {
    for (const url of ['/healthz', '/readyz']) {
      const response = await app.server.inject({ method: 'POST', url });
      expect(response.statusCode).toBe(405);
      expect(response.headers.allow).toBe('GET');
    }
  });

  it('is not ready once the store is closed', async () => {
    const gateway = await openGateway();
    await gateway.store.db.destroy();
    const response = await gateway.app.server.inject({ url: '/readyz' });
    expect(response.statusCode).toBe(503);
    expect((await gateway.app.server.inject({ url: '/healthz' })).statusCode).toBe(200);
    await gateway.close();
  });
});

const PHONE = '919986000586';
const secrets = [
  PHONE,
  '+91 99860-00586',
  'asha.canary@shop.example',
  'insert into earning',
  'db.internal.example',
  's3cret',
];
const defect = new Error(
  `insert into earning failed for ${PHONE} (+91 99860-00586, asha.canary@shop.example) at postgres://gateway:s3cret@db.internal.example:5432/live`,
  { cause: new Error(`detail: Key (identifier_value)=(${PHONE}) already exists.`) },
);

/** A service that throws what `failure` holds. */
class FailingService implements PromotionService {
  failure: unknown = defect;
  /** Calls for this promotion succeed all the same. */
  constructor(private readonly spared: string | null = null) {}

  async execute({ request }: BulkCommand) {
    if (request.promotionId !== this.spared) throw this.failure;
    return { status: 'refused', refusal: { fault: 'PROMOTION_INACTIVE' } } as const;
  }
}

describe('what goes wrong inside', () => {
  const service = new FailingService('777');
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({ service });
    caller = await gateway.organisation();
    await caller.graphql('{ __typename }');
  });
  afterEach(() => {
    service.failure = defect;
  });
  afterAll(() => gateway.close());

  describe('as a defect of ours', () => {
    it('is masked by the REST door', async () => {
      const response = await caller.bulk(aBody());
      expect(response.statusCode).toBe(500);
      expect(response.json()).toEqual({
        errors: [{ status: false, code: 500, message: 'Internal server error' }],
        warnings: [],
      });
    });

    it('is masked by the GraphQL door, which answers null in its place', async () => {
      const response = await caller.graphql(ENROL, { input: anInput() });
      expect(response.json()).toEqual({
        data: { enrolCustomers: null },
        errors: [
          {
            message: 'Internal server error',
            locations: expect.any(Array),
            path: ['enrolCustomers'],
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
          },
        ],
      });
    });

    it.each([
      { door: 'GraphQL', call: () => caller.graphql(ENROL, { input: anInput() }) },
      { door: 'REST', call: () => caller.bulk(aBody()) },
    ])('is logged where it happened, once, without personal data or secrets ($door)', async ({ call }) => {
      let body = '';
      const lines = await linesDuring(gateway, async () => {
        body = (await call()).body;
      });
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ level: 50, err: expect.objectContaining({ type: 'Error' }) }),
        expect.objectContaining({ level: 30, msg: 'request' }),
      ]);
      expect(lines[0]).toContain('server.test.ts');
      for (const secret of secrets) expect(body).not.toContain(secret);
      for (const secret of [PHONE, '99860-00586', 'asha.canary', 's3cret']) {
        expect(lines.join()).not.toContain(secret);
      }
    });

    it.each([
      { thrown: 'text', failure: `no such customer ${PHONE}` },
      { thrown: 'null', failure: null },
      { thrown: 'an object', failure: { mobile: PHONE } },
      { thrown: 'an error with a status', failure: Object.assign(new Error(PHONE), { statusCode: 418 }) },
      { thrown: 'an error that passes for one of the parser', failure: new SyntaxError(PHONE) },
      {
        thrown: 'an error with extensions',
        failure: Object.assign(new Error(PHONE), { extensions: { code: PHONE } }),
      },
    ])('is masked when it is $thrown', async ({ failure }) => {
      service.failure = failure;
      const lines = await linesDuring(gateway, async () => {
        const [inRest, inGraphql] = [
          await caller.bulk(aBody()),
          await caller.graphql(ENROL, { input: anInput() }),
        ];
        expect(inRest.statusCode).toBe(500);
        expect(inRest.json()).toMatchObject({ errors: [{ message: 'Internal server error' }] });
        expect(inGraphql.json()).toMatchObject({
          errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
        });
        expect(inRest.body + inGraphql.body).not.toContain(PHONE);
      });
      expect(lines.join()).not.toContain(PHONE);
    });

    it('does not take the answer of a sibling with it', async () => {
      const response = await caller.graphql(ENROL_TWICE, {
        first: anInput(),
        second: anInput({ promotionId: '777' }),
      });
      expect(response.json()).toMatchObject({
        data: { first: null, second: { status: 'FAILURE', requestError: { code: 'PROMOTION_INACTIVE' } } },
        errors: [{ path: ['first'] }],
      });
    });
  });

  describe('as a store that is away', () => {
    const unavailable = new StoreUnavailable('connect ECONNREFUSED db.internal.example:5432');

    it('is answered by the REST door with 503 and the time to retry', async () => {
      service.failure = unavailable;
      const response = await caller.bulk(aBody());
      expect(response.statusCode).toBe(503);
      expect(response.headers['retry-after']).toBe('1');
      expect(response.json()).toEqual({
        errors: [{ status: false, code: 503, message: 'The store is unavailable: try again soon' }],
        warnings: [],
      });
    });

    it('is answered by the GraphQL door with 503 and the time to retry', async () => {
      service.failure = unavailable;
      const response = await caller.graphql(ENROL, { input: anInput() });
      expect(response.statusCode).toBe(503);
      expect(response.headers['retry-after']).toBe('1');
      expect(response.json()).toMatchObject({
        errors: [
          {
            message: 'The store is unavailable: try again soon',
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      });
      expect(response.body).not.toContain('db.internal.example');
    });

    it('does not have a client send again what was done: a sibling that was answered keeps status 200', async () => {
      service.failure = unavailable;
      const response = await caller.graphql(ENROL_TWICE, {
        first: anInput({ promotionId: '777' }),
        second: anInput(),
      });
      expect(response.json()).toMatchObject({
        data: { first: { status: 'FAILURE' }, second: null },
        errors: [{ path: ['second'], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
      });
      expect(response.statusCode).toBe(200);
      expect(response.headers['retry-after']).toBeUndefined();
    });

    it('is reported by both doors while a credential is looked up, and by the next call no more', async () => {
      const store = await openMemoryStore();
      let isAway = false;
      const db = store.db.withPlugin({
        transformQuery: ({ node }) => {
          if (isAway) throw unavailable;
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      });
      const app = await createApp(readConfig({ DEMO: 'true' }), createLogger('silent'), {
        store: { ...store, db },
      });
      const authorization = `Basic ${Buffer.from('demo.till:demo123').toString('base64')}`;
      const statuses = () =>
        Promise.all(
          [
            { url: '/graphql', payload: { query: '{ __typename }' } },
            { url: REST, payload: aBody() },
            { url: '/v3/oauth/token/generate', payload: { key: 'demo', secret: 'demo-secret' } },
          ].map(async (request) => {
            const response = await app.server.inject({
              method: 'POST',
              headers: { authorization },
              ...request,
            });
            return [response.statusCode, response.headers['retry-after']];
          }),
        );
      isAway = true;
      expect(await statuses()).toEqual([
        [503, '1'],
        [503, '1'],
        [503, '1'],
      ]);
      isAway = false;
      expect(await statuses()).toEqual([
        [200, undefined],
        [200, undefined],
        [200, undefined],
      ]);
      await app.close();
    });
  });
});
