import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGateway } from '../support/gateway.js';
import { answers, pathOf, serve, startApolloGateway, type Served } from './processes.js';
import { createProductSchema } from './products/product-schema.js';

const SUITE = 'node_modules/@apollo/federation-subgraph-compatibility-tests';
/** Where the suite looks for the supergraph, and where the subgraphs that it brings listen. */
const PORTS = { gateway: 4_000, users: 4_002, inventory: 4_003 };

interface SuiteTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Runs Apollo's suite on a subgraph of its making, behind our door, and on a supergraph of it and two of Apollo's. */
async function runSuite(): Promise<SuiteTest[]> {
  await Promise.all(Object.values(PORTS).map(expectUnused));
  const products = await openGateway({
    config: { introspection: true },
    graphql: { schema: createProductSchema(), inlineTracing: true },
  });
  const url = new URL('/graphql', await products.app.server.listen({ port: 0, host: '127.0.0.1' }));
  const { authorization, till, password } = await products.organisation();
  const servers: Served[] = [];
  try {
    const users = await startSubgraph('users');
    servers.push(users);
    const inventory = await startSubgraph('inventory');
    servers.push(inventory);
    const subgraphs = [
      { name: 'products', url: url.href, authorization },
      { name: 'users', url: users.url },
      { name: 'inventory', url: inventory.url },
    ];
    servers.push(await startApolloGateway(subgraphs, { passOn: false, port: PORTS.gateway }));
    return await runJest(Object.assign(url, { username: till, password }).href);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await products.app.close();
  }
}

async function expectUnused(port: number): Promise<void> {
  const probe = createServer().listen(port);
  await once(probe, 'listening').catch((cause: unknown) => {
    throw new Error(`Port ${port} is taken, and the suite needs it`, { cause });
  });
  probe.close();
  await once(probe, 'close');
}

/** One of the subgraphs that the suite brings. */
async function startSubgraph(name: 'users' | 'inventory'): Promise<Served> {
  const url = `http://localhost:${PORTS[name]}/`;
  return serve(url, [pathOf(`${SUITE}/dist/subgraphs/${name}/index.js`)], () => answers(url));
}

async function runJest(productsUrl: string): Promise<SuiteTest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'));
  const report = join(folder, 'report.json');
  const jest = pathOf('node_modules/jest/bin/jest.js');
  // Jest ignores node_modules, where the suite is, unless two options say otherwise.
  const found = [
    '--rootDir',
    pathOf(SUITE),
    '--testPathIgnorePatterns',
    'none',
    '--haste',
    '{"retainAllFiles":true}',
  ];
  const args = [jest, ...found, '--json', '--outputFile', report, 'dist/tests'];
  const env = { PATH: process.env.PATH ?? '', PRODUCTS_URL: productsUrl };
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env, cwd: pathOf('.') }, (_error, _stdout, stderr) => {
      resolve(stderr);
    });
  });
  const results = await readFile(report, 'utf8').catch(() => {
    throw new Error(`The suite did not run:\n${output}`);
  });
  await rm(folder, { recursive: true });
  const { testResults } = JSON.parse(results) as { testResults: { assertionResults: SuiteTest[] }[] };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

const tests = await runSuite();

describe("Apollo's compatibility suite for subgraphs", () => {
  it('has 23 tests', () => {
    expect(tests).toHaveLength(23);
  });

  it.each(tests)('passes: $fullName', ({ status, failureMessages }) => {
    expect(failureMessages.join('\n')).toBe('');
    expect(status).toBe('passed');
  });
});
