import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { startGateway, type GatewayProcess } from '../e2e/gateway-process.js';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'opentelemetry');
const PHONE = '919986000586';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const EXECUTIONS = 1_000;

const { till, password } = demoCredentials;
const headers = {
  authorization: `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`,
  'content-type': 'application/json',
  traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
};

/** Starts the built gateway as the command of the example does. */
function startTraced(settings: Record<string, string>): GatewayProcess {
  const { scripts } = JSON.parse(readFileSync(join(EXAMPLE, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [, file = ''] = /--import \.\/examples\/opentelemetry\/(\S+)/.exec(scripts.start) ?? [];
  const preload = `import ${JSON.stringify(pathToFileURL(join(EXAMPLE, file)).href)}`;
  return startGateway(
    { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_BSP_MAX_QUEUE_SIZE: '8192', ...settings },
    { preload },
  );
}

describe('the example of OpenTelemetry, on a gateway in front of a platform', () => {
  let folder: string;
  let platform: Server;
  let gateway: GatewayProcess;
  let address: string;
  const received: (string | string[] | undefined)[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-traces-'));
    platform = createServer((request, response) => {
      received.push(request.headers.traceparent);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await once(platform.listen(0, '127.0.0.1'), 'listening');
    gateway = startTraced({
      DATA_DIR: join(folder, 'data'),
      UPSTREAM_URL: `http://127.0.0.1:${(platform.address() as AddressInfo).port}`,
      UPSTREAM_AUTH: 'passthrough',
    });
    address = await gateway.address();
  });
  afterAll(async () => {
    gateway.child.kill('SIGKILL');
    await gateway.ended;
    platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  const count = (text: string) => gateway.output().split(text).length - 1;
  const shows = (text: string, times: number) =>
    vi.waitFor(() => expect(count(text)).toBe(times), { timeout: 20_000 });

  it('names the operation from the first execution to the thousandth', async () => {
    const body = JSON.stringify({ query: 'query Codes { promotionErrors { code } }' });
    for (let sent = 0; sent < EXECUTIONS; sent += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const response = await fetch(`${address}/graphql`, { method: 'POST', headers, body });
          await response.text();
        }),
      );
    }
    await shows("name: 'query Codes'", EXECUTIONS);
    await shows("name: 'POST /graphql'", EXECUTIONS);
    expect(count(`traceId: '${TRACE}'`)).toBeGreaterThanOrEqual(2 * EXECUTIONS);
  });

  it('names the routes of REST, passes the trace of the caller on, and has no phone number in log or spans', async () => {
    const lookup = `/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=${PHONE}`;
    await (await fetch(address + lookup, { headers })).text();
    expect(received[0]).toMatch(new RegExp(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    await shows("name: 'GET /v2/customers/lookup'", 1);
    await shows("'http.route': '/v2/customers/lookup'", 1);
    expect(gateway.output()).toContain("'url.full': 'http://127.0.0.1");
    expect(gateway.output()).not.toContain(PHONE);
  });
});
