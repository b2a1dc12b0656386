import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { enrol } from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { CLIENTS } from './run-client.js';

/** A client with a cache, which runs as a process and reports what its view of the customer shows. */
interface CachingClient {
  /** Waits for the next report of this name that fits. */
  next(name: string, fits?: (value: unknown) => boolean): Promise<unknown>;
  /** Lets the client send its mutation, twice with the same key. */
  mutate(): void;
  /** What the libraries warned of. */
  warnings(): string;
  stop(): Promise<void>;
}

interface Report {
  readonly name: string;
  readonly value?: unknown;
}

function startClient(script: string, baseUrl: string, authorization: string): CachingClient {
  const child: ChildProcess = spawn(process.execPath, [`caches/${script}`, baseUrl, authorization, script], {
    cwd: CLIENTS,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const reports: Report[] = [];
  let warnings = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    warnings += chunk.toString();
  });
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    reports.push(JSON.parse(line) as Report);
    for (const look of waiting) look();
  });
  return {
    next: (name, fits = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = reports.find((report) => report.name === name && fits(report.value));
          if (!found) return;
          waiting.delete(look);
          resolve(found.value);
        };
        waiting.add(look);
        look();
      }),
    warnings: () => warnings,
    mutate: () => child.stdin?.write('mutate\n'),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Whether a view of the customer shows its promotion with so many enrolments and earnings. */
function shows(enrolmentsUsed: number, earningsUsed: number): (customer: unknown) => boolean {
  return (customer) => {
    const { promotions } = customer as { promotions?: { edges: { node: object }[] } };
    const nodes = promotions?.edges.map(({ node }) => node) ?? [];
    return JSON.stringify(nodes).includes(
      `"enrolmentsUsed":${enrolmentsUsed},"earningsUsed":${earningsUsed},`,
    );
  };
}

let gateway: TestGateway;
let baseUrl: string;
beforeAll(async () => {
  mkdirSync(join(CLIENTS, 'caches', 'relay', '__generated__'), { recursive: true });
  execFileSync(join(CLIENTS, 'node_modules', '.bin', 'relay-compiler'), ['relay.config.json'], {
    cwd: join(CLIENTS, 'caches', 'relay'),
  });
  gateway = await openGateway({ config: { subscriptions: true } });
  baseUrl = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => gateway.close());

describe.each(['apollo.mjs', 'urql.mjs', 'relay.mjs'])('the cache of %s', (script) => {
  let client: CachingClient;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    // A program and a promotion with the same id: a cache that mixes them up shows the name of one for the other.
    const program = { programId: '500', name: 'Rewards', active: true };
    organisation = await gateway.organisation({
      promotions: [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: null, program })],
      customers: [aCustomer('1001')],
    });
    client = startClient(script, baseUrl, organisation.authorization);
  });
  afterAll(() => client.stop());

  it('shows the customer, with a variable that is null for the size of the page', async () => {
    expect(await client.next('customer')).toMatchObject({
      id: '1001',
      promotions: {
        totalCount: 2,
        edges: [{ node: { enrolmentsUsed: 0, promotion: { name: 'Spring' } } }, {}],
      },
    });
  });

  it("updates the customer's promotions from an event of the subscription, without code of the app", async () => {
    await enrol(organisation);
    await client.next('event');
    const view = await client.next('customer', shows(1, 0));
    expect(view).toMatchObject({ promotions: { edges: [{ node: { promotion: { name: 'Spring' } } }, {}] } });
  });

  it('updates them from the result of a mutation, which acts once with its key', async () => {
    client.mutate();
    const results = [
      { index: 0, customerPromotion: { earningsUsed: 1 }, enrolment: {}, earning: {} },
      { index: 1, code: 'CUSTOMER_NOT_FOUND', disposition: 'FIX_INPUT' },
    ];
    expect(await client.next('earned')).toMatchObject({ replayed: false, results });
    expect(await client.next('again')).toMatchObject({ replayed: true, results });
    await client.next('customer', shows(1, 1));
  });

  it('does so without a warning of the library', async () => {
    await client.next('again');
    expect(client.warnings()).toBe('');
  });

  if (script === 'relay.mjs') {
    it('refetches a fragment of the customer by its nodeId', async () => {
      expect(await client.next('refetched')).toBe('Customer:1001');
    });
  }
});
