import { createClient } from 'graphql-sse';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { subscriberLimits } from '../../src/graphql/subscriptions/subscriber.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { act, addressOf, LONG_SUBSCRIPTION, SUBSCRIPTION } from '../support/subscribing.js';

const TOKEN = 'x-graphql-event-stream-token';

let gateway: TestGateway;
let caller: TestOrganisation;
let url: string;

beforeAll(async () => {
  const limits = { ...subscriberLimits, initMs: 1_000, connectionsPerClient: 20, keepAliveMs: 1_000 };
  gateway = await openGateway({ config: { subscriptions: true }, subscriberLimits: limits });
  caller = await gateway.organisation({ promotions: [aPromotion({ enrolmentLimit: 100, earnLimit: 100 })] });
  url = `http://${await addressOf(gateway)}/graphql/stream`;
});
afterEach(() => watching(0));
afterAll(() => gateway.close());

const watching = (count: number) =>
  vi.waitFor(() => expect(gateway.changes?.watching).toBe(count), { timeout: 20_000 });

/** Sends a request to the stream as the caller, unless others are named. */
function send(
  method: string,
  options: { headers?: Record<string, string>; body?: object; path?: string } = {},
) {
  const { headers = {}, body, path = '' } = options;
  return fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: caller.authorization,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** The events of a stream, one after the other. */
async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: unknown }, void> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event !== undefined) yield { event, data: data ? (JSON.parse(data) as unknown) : null };
    }
  }
}

const events = { accept: 'text/event-stream' };

describe('a stream of its own for each subscription', () => {
  it.each([
    '*/*',
    'text/*',
    'text/event-stream;q=0.5, application/json',
    'application/json, text/event-stream',
    'TEXT/EVENT-STREAM',
  ])('is sent where the Accept header allows it: %s', async (accept) => {
    const search = new URLSearchParams({ query: SUBSCRIPTION }).toString();
    for (const response of [
      await send('POST', { headers: { accept }, body: { query: SUBSCRIPTION } }),
      await send('GET', { headers: { accept }, path: `?${search}` }),
    ]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      await response.body?.cancel();
    }
  });

  it.each(['application/json', 'text/plain', 'text/event-stream;q=0', 'text/html'])(
    'is refused with 404 and the reason where it does not: %s',
    async (accept) => {
      const response = await send('POST', { headers: { accept }, body: { query: SUBSCRIPTION } });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: expect.stringContaining('Accept: text/event-stream'),
            extensions: { code: 'NOT_FOUND' },
          },
        ],
      });
    },
  );

  it('sends what is recorded, and ends with its connection', async () => {
    const response = await send('POST', { headers: events, body: { query: SUBSCRIPTION } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await watching(1);
    await caller.graphql(act('enrolCustomers'));
    const stream = eventsOf(response);
    await expect(stream.next()).resolves.toMatchObject({
      value: { event: 'next', data: { data: { customerPromotionChanged: { promotion: { id: '500' } } } } },
    });
    await stream.return();
    await watching(0);
    const { organisationId } = caller;
    expect(gateway.log).toContainEqual(
      expect.objectContaining({ route: '/graphql/stream', status: 200, organisationId, msg: 'request' }),
    );
  });

  it('says at once what is wrong, and is over', async () => {
    for (const [query, code] of [
      ['{ promotionErrors { code } }', 'BAD_REQUEST'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [SUBSCRIPTION.replace('919000001001', '910000000000'), 'CUSTOMER_NOT_FOUND'],
    ]) {
      const received = [];
      for await (const event of eventsOf(await send('POST', { headers: events, body: { query } }))) {
        received.push(event);
      }
      expect(received).toMatchObject([
        { event: 'next', data: { errors: [{ extensions: { code } }] } },
        { event: 'complete', data: null },
      ]);
    }
  });

  it('needs credentials, a page that is known, and one of 20 places of its client', async () => {
    const { status, headers } = await fetch(url, { method: 'POST', headers: events });
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    const foreign = await send('POST', { headers: { ...events, origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const open = await Promise.all(
      Array.from({ length: 20 }, () => send('POST', { headers: events, body: { query: SUBSCRIPTION } })),
    );
    await watching(20);
    const refused = await send('POST', { headers: events, body: { query: SUBSCRIPTION } });
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
    ]);
    for (const { body } of open) await body?.cancel();
  });

  it('is refused where it is no stream, or no request, and holds no place', async () => {
    const headers = { accept: 'application/json' };
    for (let n = 0; n < 25; n++) {
      expect((await send('POST', { headers, body: { query: SUBSCRIPTION } })).status).toBe(404);
      expect((await send('POST', { headers: events, body: { query: 1 } })).status).toBe(400);
      expect((await send('GET', { headers })).status).toBe(404);
      expect((await send('DELETE')).status).toBe(404);
      expect((await send('PUT', { headers })).status).toBe(406);
    }
    expect((await send('PATCH')).status).toBe(405);
  });

  it.each([
    ['POST', {}],
    ['POST', { query: null }],
    ['POST', { query: 1 }],
    ['POST', { query: SUBSCRIPTION, variables: [] }],
    ['POST', { query: SUBSCRIPTION, extensions: 'x' }],
    ['GET', undefined],
  ])('says with a code what is wrong with a request: %s %j', async (method, body) => {
    const response = await send(method, { headers: events, ...(body && { body }) });
    expect(await response.text()).toContain('"code":"BAD_REQUEST"');
  });
});

describe('one stream for all subscriptions', () => {
  async function reserve(): Promise<Record<string, string>> {
    const response = await send('PUT');
    expect(response.status).toBe(201);
    return { [TOKEN]: await response.text() };
  }

  it('carries the operations that it is sent, until each is stopped', async () => {
    const token = await reserve();
    const stream = eventsOf(await send('GET', { headers: { ...events, ...token } }));
    const operation = { query: SUBSCRIPTION, extensions: { operationId: 'a' } };
    expect((await send('POST', { headers: token, body: operation })).status).toBe(202);
    await watching(1);
    await caller.graphql(act('earnPromotion'));
    await expect(stream.next()).resolves.toMatchObject({
      value: { event: 'next', data: { id: 'a', payload: { data: { customerPromotionChanged: {} } } } },
    });
    expect((await send('DELETE', { headers: token, path: '?operationId=a' })).status).toBe(200);
    await watching(0);
    await stream.return();
  });

  it('is its client’s alone, and gone with its connection', async () => {
    const other = await gateway.organisation();
    const token = await reserve();
    const operation = { query: SUBSCRIPTION, extensions: { operationId: 'a' } };
    const { authorization } = other;
    const theft = await send('POST', { headers: { ...token, authorization }, body: operation });
    expect(theft.status).toBe(404);
    expect((await send('GET', { headers: { ...events, [TOKEN]: '__proto__' } })).status).toBe(404);
    expect((await send('POST', { headers: token, body: operation })).status).toBe(202);
    const response = await send('GET', { headers: { ...events, ...token } });
    expect((await send('GET', { headers: { ...events, ...token } })).status).toBe(409);
    await response.body?.cancel();
    await watching(0);
    await vi.waitFor(async () =>
      expect((await send('POST', { headers: token, body: operation })).status).toBe(404),
    );
  });

  it('is cut off when its reader does not read', async () => {
    const token = await reserve();
    const headers = { authorization: caller.authorization, ...events, ...token };
    const get = request(url, { headers }).end();
    const [answer] = (await once(get, 'response')) as [IncomingMessage];
    const gone = new Promise((resolve) => answer.once('close', resolve));
    answer.on('error', () => undefined).socket.pause();
    for (const operationId of ['a', 'b']) {
      const operation = { query: LONG_SUBSCRIPTION, extensions: { operationId } };
      expect((await send('POST', { headers: token, body: operation })).status).toBe(202);
    }
    await watching(2);
    for (let n = 1; n <= 40; n++) await caller.graphql(act('enrolCustomers'));
    // The networks of both sides hold some megabytes themselves.
    await vi.waitFor(
      () => {
        gateway.changes?.publish({
          organisationId: caller.organisationId,
          promotionId: '500',
          customerIds: ['1001'],
        });
        expect(gateway.changes?.watching).toBe(0);
      },
      { timeout: 25_000, interval: 10 },
    );
    answer.resume();
    await gone;
  });

  it('is forgotten when no client opens it', async () => {
    const token = await reserve();
    await send('POST', { headers: token, body: { query: SUBSCRIPTION, extensions: { operationId: 'a' } } });
    await watching(1);
    await watching(0);
    expect((await send('GET', { headers: { ...events, ...token } })).status).toBe(404);
  });

  it('comes again by itself after a break, with the library for browsers', async () => {
    const client = createClient({
      url,
      singleConnection: true,
      headers: { authorization: caller.authorization },
      retryAttempts: 5,
      retry: () => Promise.resolve(),
    });
    const received: unknown[] = [];
    const stop = client.subscribe(
      { query: SUBSCRIPTION },
      {
        next: (value) => received.push(value),
        error: (e) => console.log('ERR', e),
        complete: () => console.log('COMPLETE'),
      },
    );
    await watching(1);
    gateway.changes?.interrupt();
    gateway.changes?.resume();
    await watching(1);
    await caller.graphql(act('enrolCustomers'));
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 });
    stop();
    await watching(0);
    client.dispose();
  });
});

describe('a gateway that leaves', () => {
  it('ends its streams', async () => {
    const leaving = await openGateway({ config: { subscriptions: true } });
    const { authorization } = await leaving.organisation();
    const response = await fetch(`http://${await addressOf(leaving)}/graphql/stream`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...events },
      body: JSON.stringify({ query: SUBSCRIPTION }),
    });
    const whole = response.text();
    whole.catch(() => undefined);
    await leaving.close();
    await expect(whole).rejects.toThrow('terminated');
  });
});
