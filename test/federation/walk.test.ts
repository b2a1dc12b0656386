import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { examplesOf } from '../support/page-examples.js';
import { readPage } from '../support/pages.js';
import { unusedPort } from '../support/unused-port.js';
import { answers } from './processes.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readPage('docs/federation.md');
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text.trim());

/** The ports that the page names, and free ones in their place. */
const ports = new Map<string, string>();
let folder: string;

/** A command of the page that has these words, with free ports and with its files in a folder of the test. */
function command(words: string): string {
  const [found, ...others] = commands.filter((text) => text.includes(words));
  if (found === undefined || others.length > 0) throw new Error(`The page has no one command with ${words}`);
  const withPorts = found.replace(/\b4[0-2]0[01]\b/g, (port) => ports.get(port) ?? port);
  return withPorts.replace(/\b(supergraph|scoped)\.graphql/g, (name) => join(folder, name));
}

const started: (() => Promise<void>)[] = [];

/** Starts a server by a command, and waits until it answers at the port that the page names. */
async function start(words: string, port: string, path = '/'): Promise<void> {
  const child = spawn('bash', ['-c', `exec ${command(words)}`], {
    cwd: ROOT,
    detached: true,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  started.push(async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  });
  const until = performance.now() + 60_000;
  while (!(await answers(`http://127.0.0.1:${ports.get(port) ?? ''}${path}`))) {
    if (performance.now() > until) throw new Error(`${words} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function run(text: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', text], { cwd: ROOT, maxBuffer: 2 ** 24 });
  return stdout;
}

let gateway: TestGateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walk-'));
  for (const port of ['4000', '4001', '4100', '4200']) ports.set(port, String(await unusedPort()));
  gateway = await openGateway({ config: { demo: true, subscriptions: true } });
  await gateway.app.server.listen({ port: Number(ports.get('4000')), host: '127.0.0.1' });
  await run(command('compose-files.mjs'));
  await start('membership.mjs 4001', '4001');
});
afterAll(async () => {
  await Promise.all(started.map((stop) => stop()));
  await gateway.close();
  await rm(folder, { recursive: true });
});

const mutation = () => command('enrolCustomers');

describe('the walk of docs/federation.md', () => {
  it('begins with what the npm script of these tests has done, and with the start of the gateway', () => {
    expect(commands).toEqual(expect.arrayContaining(['npm ci --prefix federation', 'npm start']));
  });

  it('enrols through Hive Gateway, and the tier comes from the other subgraph', async () => {
    await start('hive-gateway', '4100', '/graphql');
    const [example] = examplesOf(page);
    expect(JSON.parse(await run(mutation()))).toEqual(example?.answer);
  });

  it('is notified of the next enrolment through Hive Gateway', async () => {
    const watching = spawn('bash', ['-c', `exec ${command('subscription {')}`], { cwd: ROOT });
    let received = '';
    const event = new Promise<void>((resolve) => {
      watching.stdout.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        if (/^data: .+$/m.test(received)) resolve();
      });
    });
    // The answer begins when the subscription is in place.
    await once(watching.stdout, 'data');
    await run(mutation());
    await event;
    watching.kill();
    const [, expected = ''] = /^```text\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(received).toContain(expected.trim());
  });

  it('enrols through @apollo/gateway as well, which has no subscriptions', async () => {
    await start('apollo-gateway.mjs', '4200');
    const [hive, apollo] = [ports.get('4100') ?? '', ports.get('4200') ?? ''];
    const answer = JSON.parse(await run(mutation().replace(`${hive}/graphql`, apollo))) as object;
    expect(answer).toMatchObject({
      data: { enrolCustomers: { results: [{ customer: { tier: 'GOLD' }, enrolment: {} }] } },
    });
    const subscription = command('subscription {').replace(" -H 'Accept: text/event-stream'", '');
    const refused = await run(subscription.replace(`${hive}/graphql`, apollo));
    expect(refused).toContain('subscriptions not supported');
  });

  it('has the configuration of Hive Gateway as its file has it', async () => {
    const [, block = ''] = /```js\n(const CREDENTIALS[\s\S]*?)```/.exec(page) ?? [];
    expect(await readFile(join(ROOT, 'federation/hive-gateway.config.mjs'), 'utf8')).toContain(block.trim());
  });

  it('ends with a schema whose access groups are scopes, which composes', async () => {
    await run(command('@requiresScopes'));
    const scoped = join(folder, 'scoped.graphql');
    const compose = command('compose-files.mjs').replace(/ subgraph\.graphql/, ` ${scoped}`);
    await run(compose.replace(/> .*$/, `> ${join(folder, 'scoped-supergraph.graphql')}`));
    const supergraph = await readFile(join(folder, 'scoped-supergraph.graphql'), 'utf8');
    expect(supergraph).toContain('@requiresScopes(scopes: [["customer:write"]])');
    expect(supergraph).not.toContain('@tag(name: "customer-write")');
  });
});
