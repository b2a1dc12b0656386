import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../support/postgres-database.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';

const running: GatewayProcess[] = [];
function start(settings: Record<string, string>): GatewayProcess {
  const gateway = startGateway(settings);
  running.push(gateway);
  return gateway;
}
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});

async function enrol(address: string, customerId: string): Promise<unknown> {
  const answer = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('demo.till:demo123')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      query: `mutation ($input: EnrolCustomersInput!) {
        enrolCustomers(input: $input) { status results { ... on Success { issualId } ... on CustomerError { code } } }
      }`,
      variables: {
        input: {
          programId: '469',
          promotionId: '70006',
          identifierName: 'ID',
          customers: [{ identifierValue: customerId, source: 'INSTORE' }],
        },
      },
    }),
  });
  return answer.json();
}

const enrolled = {
  data: { enrolCustomers: { status: 'SUCCESS', results: [{ issualId: expect.any(String) }] } },
};
const limitReached = { data: { enrolCustomers: { status: 'FAILURE', results: [{ code: 'NOT_ISSUED' }] } } };

describe('the gateway as a process, on the embedded store', () => {
  let folder: string;
  let DATA_DIR: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-process-'));
    DATA_DIR = join(folder, 'data');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says where to send the first mutation and with which credential, and what the store is safe against', async () => {
    const gateway = start({ DATA_DIR });
    const address = await gateway.address();
    expect(gateway.output()).toContain(`POST ${address}/graphql, with Basic demo.till:demo123`);
    expect(gateway.output()).toContain(`or open ${address}/graphiql`);
    expect(gateway.output()).toContain('safe against a crash of this process but not of the machine');
    expect(await enrol(address, '600000001')).toEqual(enrolled);
  });

  it('keeps an acknowledged enrolment when it is killed, and takes the directory over', async () => {
    const killed = start({ DATA_DIR });
    expect(await enrol(await killed.address(), '600000002')).toEqual(enrolled);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    const again = start({ DATA_DIR });
    expect(await enrol(await again.address(), '600000002')).toEqual(limitReached);
  });

  it('refuses a directory that another process holds, naming the holder', async () => {
    const holder = start({ DATA_DIR });
    await holder.address();
    const second = start({ DATA_DIR });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(String(holder.child.pid));
    expect(second.output()).toContain(DATA_DIR);
  });

  it('finishes what is in flight on SIGTERM, and exits with 0', async () => {
    const gateway = start({ DATA_DIR });
    const address = await gateway.address();
    await enrol(address, '600000003');
    const answers = Array.from({ length: 20 }, (_, i) => enrol(address, String(600_000_100 + i)));
    await new Promise((resolve) => setTimeout(resolve, 30));
    gateway.child.kill('SIGTERM');
    expect(await Promise.all(answers)).toEqual(answers.map(() => enrolled));
    expect(await gateway.ended).toBe(0);
  });

  it('names every mistake in its settings at once, and does not start', async () => {
    const gateway = start({
      DATA_DIR,
      PORT: '70000',
      DATABASE_URL: 'mysql://x',
      DEMO: 'yes',
      LOG_LEVEL: 'loud',
    });
    expect(await gateway.ended).toBe(1);
    for (const setting of ['PORT', 'DATABASE_URL', 'DEMO', 'LOG_LEVEL'])
      expect(gateway.output()).toContain(setting);
  });
});

describeWithPostgres('the gateway as a process, on PostgreSQL', (url) => {
  it('works beside another one on the same database', async () => {
    const both = [1, 2].map(() => start({ DATABASE_URL: url(), DEMO: 'true' }));
    const [first, second] = await Promise.all(both.map((gateway) => gateway.address()));
    expect(await enrol(first!, '600000001')).toEqual(enrolled);
    expect(await enrol(second!, '600000001')).toEqual(limitReached);
  });

  it('outlives connections that break while they are used, and works on with new ones', async () => {
    const gateway = start({ DATABASE_URL: url(), DEMO: 'true' });
    const address = await gateway.address();
    const operator = new pg.Client(url());
    await operator.connect();
    await operator.query('begin; lock table enrolment in access exclusive mode');
    const underWay = enrol(address, '600000002');
    await expect.poll(breakBusyConnections, { timeout: 10_000 }).toBeGreaterThan(0);
    await operator.query('rollback');
    expect(await underWay).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect(await enrol(address, '600000002')).toEqual(enrolled);
    expect(gateway.child.exitCode).toBeNull();
    await operator.end();

    async function breakBusyConnections(): Promise<number | null> {
      const { rowCount } = await operator.query(`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'promotion-gateway' and datname = current_database() and wait_event_type = 'Lock'`);
      return rowCount;
    }
  });

  it('has no demo organisation unless it is asked for', async () => {
    const gateway = start({ DATABASE_URL: url().replace(/\/[^/]+$/, '/postgres') });
    await gateway.address();
    expect(gateway.output()).not.toContain('demo');
    expect(gateway.output()).not.toContain('graphiql');
  });
});
