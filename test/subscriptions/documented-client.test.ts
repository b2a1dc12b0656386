import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { describeWithBrowser, openBrowser } from '../support/browser.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const root = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(root, 'docs', 'subscriptions.md'), 'utf8');
const [, EXAMPLE = ''] = /^```js\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
const DOCUMENTED_ADDRESS = '127.0.0.1:4000';
const PACKAGE = join(root, 'node_modules', 'graphql-ws', 'dist');
const HTML = `<link rel="icon" href="data:,">
  <script type="importmap">{ "imports": { "graphql-ws": "/graphql-ws/client.js" } }</script>
  <script type="module" src="/example.js"></script>`;

let gateway: TestGateway;
let pages: Server;
let origin: string;
let example: string;
beforeAll(async () => {
  pages = createServer((request, response) => {
    sendFile(request.url ?? '', response);
  });
  await once(pages.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  gateway = await openGateway({ config: { demo: true, subscriptions: true, corsOrigins: [origin] } });
  const address = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
  expect(EXAMPLE).toContain(DOCUMENTED_ADDRESS);
  example = EXAMPLE.replace(DOCUMENTED_ADDRESS, new URL(address).host);
});
afterAll(async () => {
  pages.close();
  await gateway.close();
});

/** Serves an app of the example: its page, its script, and the package that it imports. */
function sendFile(path: string, response: ServerResponse): void {
  const javascript = { 'content-type': 'text/javascript' };
  if (path === '/') response.setHeader('content-type', 'text/html').end(HTML);
  else if (path === '/example.js') response.writeHead(200, javascript).end(example);
  else if (path.startsWith('/graphql-ws/'))
    response.writeHead(200, javascript).end(readFileSync(join(PACKAGE, path.slice('/graphql-ws/'.length))));
  else response.writeHead(404).end();
}

/** Enrols the customer whom the example watches, once somebody watches. */
async function enrolOnceWatched(): Promise<void> {
  await vi.waitFor(() => expect(gateway.changes?.watching).toBe(1), { timeout: 20_000 });
  const { till, password } = demoCredentials;
  const response = await gateway.app.server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}` },
    payload: {
      query: `mutation { enrolCustomers(input: { programId: 469, promotionId: 57099, identifierName: ID,
        customers: [{ identifierValue: "555567088" }] }) { status } }`,
    },
  });
  expect(response.json()).toEqual({ data: { enrolCustomers: { status: 'SUCCESS' } } });
}

it('the example of docs/subscriptions.md logs a change in Node', async () => {
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: root,
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(gateway.changes?.watching).toBe(0));
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (output += data.toString()));
  await enrolOnceWatched();
  await vi.waitFor(() => expect(output).toContain('availability'), { timeout: 20_000 });
});

describeWithBrowser('the example of docs/subscriptions.md', () => {
  it('logs a change in a browser, on a page of an allowed origin', async () => {
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.context.newPage();
    const logged = page.waitForEvent('console');
    await page.goto(origin);
    await enrolOnceWatched();
    const [change] = (await logged).args();
    await expect(change?.jsonValue()).resolves.toEqual({
      promotion: { name: expect.any(String) },
      availability: expect.any(Array),
    });
  });
});
