import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../src/upstream/client/exchange.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { recordSpans, type RecordedSpans } from '../support/recorded-spans.js';

const PHONE = '919000001001';

let recorder: RecordedSpans;
beforeEach(() => {
  recorder = recordSpans();
});
afterEach(() => {
  recorder.stop();
});

describe('the spans of a request', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  let address: string;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
    const { server } = gateway.app;
    address = await server.listen({ port: 0, host: '127.0.0.1' });
    const emit = server.server.emit.bind(server.server);
    // An instrumentation of HTTP wraps this event in the same way.
    server.server.emit = (event: string, ...args: unknown[]) => {
      if (event !== 'request') return emit(event, ...args);
      const { url = '' } = args[0] as IncomingMessage;
      return recorder.inSpan(attributesOf(url), () => emit(event, ...args));
    };
  });
  afterAll(() => gateway.close());

  /** What OpenTelemetry's instrumentation of HTTP sets, in the names of both of its conventions. */
  const attributesOf = (url: string) => ({
    'url.path': url.split('?')[0] ?? '',
    'url.query': url.split('?')[1] ?? '',
    'http.target': url,
    'http.url': `http://gateway.example${url}`,
  });
  const headers = () => ({ authorization: caller.authorization, 'content-type': 'application/json' });
  const get = async (url: string) => (await fetch(address + url, { headers: headers() })).text();
  const ask = async (query: string) => {
    const body = JSON.stringify({ query });
    return (await fetch(`${address}/graphql`, { method: 'POST', headers: headers(), body })).text();
  };

  it('name the operation each time, also once its document is compiled', async () => {
    const query = 'query Codes { promotionErrors { code } }';
    for (let n = 0; n < 5; n++) await ask(query);
    const operations = recorder.spans.filter(({ name }) => name.startsWith('query'));
    expect(operations).toHaveLength(5);
    for (const span of operations) {
      expect(span).toMatchObject({
        name: 'query Codes',
        attributes: { 'graphql.operation.name': 'Codes', 'graphql.operation.type': 'query' },
        ended: true,
        status: undefined,
      });
      expect(recorder.spans.map(({ spanId }) => spanId)).toContain(span.parentId);
    }
  });

  it('have the kind alone of an operation without a name, and show that it failed', async () => {
    await ask('{ promotionOperation(idempotencyKey: "") { status } }');
    expect(recorder.spans).toContainEqual(
      expect.objectContaining({ name: 'query', status: { code: 2 }, ended: true }),
    );
  });

  it('are named after the route, and have no value of the URL', async () => {
    await get(`/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=${PHONE}`);
    await get(`/v2/customers/${PHONE}?source=INSTORE`);
    expect(recorder.spans.map(({ name }) => name)).toEqual([
      'GET /v2/customers/lookup',
      'GET /v2/customers/:customerId',
    ]);
    expect(recorder.spans[0]?.attributes).toEqual({
      'http.route': '/v2/customers/lookup',
      'url.path': '/v2/customers/lookup',
      'url.query': 'REDACTED',
      'http.target': '/v2/customers/lookup',
      'http.url': 'http://gateway.example/v2/customers/lookup',
    });
    expect(JSON.stringify(recorder.spans)).not.toContain(PHONE);
  });

  it('are those of each request where a connection sends several at once', async () => {
    const { port } = new URL(address);
    const socket = connect(Number(port), '127.0.0.1');
    const paths = ['/healthz', '/openapi.json', '/readyz'];
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''));
    await vi.waitFor(() =>
      expect(recorder.spans.map(({ name }) => name)).toEqual(paths.map((path) => `GET ${path}`)),
    );
    socket.destroy();
  });

  it('have no phone number of a path without a route either', async () => {
    await get(`/nowhere/${PHONE}?mobile=${PHONE}`);
    expect(recorder.spans).toHaveLength(1);
    expect(JSON.stringify(recorder.spans)).not.toContain(PHONE);
  });
});

describe('a call to the platform', () => {
  let platform: Server;
  let url: string;
  let received: IncomingHttpHeaders;
  beforeAll(async () => {
    platform = createServer((request, response) => {
      received = request.headers;
      response.writeHead(request.url?.startsWith('/broken') ? 500 : 200).end('{}');
    });
    await once(platform.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  });
  afterAll(() => platform.close());

  async function call(path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const connection = openConnection(url, 5_000);
    const query = { identifierName: 'mobile', identifierValue: PHONE };
    await connection.exchange({ method: 'GET', path, query, headers }, 5_000);
    await connection.close();
  }

  it('has a span without the query string, whose trace goes on to the platform', async () => {
    await recorder.inSpan({}, () => call('/lookup'));
    const [server, client] = recorder.spans;
    expect(client).toMatchObject({
      name: 'GET',
      traceId: server?.traceId,
      parentId: server?.spanId,
      attributes: { 'url.full': `${url}/lookup`, 'http.response.status_code': 200 },
      ended: true,
    });
    expect(received.traceparent).toBe(`00-${client?.traceId}-${client?.spanId}-01`);
    expect(JSON.stringify(recorder.spans)).not.toContain(PHONE);
  });

  it('belongs to the trace of the caller for whom it is sent, where calls share a turn', async () => {
    const [traceId, parentId] = ['a'.repeat(32), 'b'.repeat(16)];
    await recorder.inSpan({}, () => call('/lookup', { traceparent: `00-${traceId}-${parentId}-01` }));
    expect(recorder.spans[1]).toMatchObject({ traceId, parentId });
    expect(received.traceparent).toBe(`00-${traceId}-${recorder.spans[1]?.spanId}-01`);
  });

  it('shows that it failed', async () => {
    await call('/broken');
    expect(recorder.spans).toMatchObject([{ status: { code: 2 }, ended: true }]);
  });

  it('sends the headers as they are where nothing traces', async () => {
    recorder.stop();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await call('/lookup', { traceparent });
    expect(received.traceparent).toBe(traceparent);
    expect(recorder.spans).toEqual([]);
  });
});
