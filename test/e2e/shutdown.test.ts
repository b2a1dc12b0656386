import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startClients } from './busy-clients.js';
import { startGateway, type GatewayProcess, type StartOptions } from './gateway-process.js';

const CLIENTS = 40;
const ROUNDS = Number(process.env.SHUTDOWN_ROUNDS ?? '2');

const running: GatewayProcess[] = [];
let folder: string;
function start(settings: Record<string, string> = {}, options: StartOptions = {}): GatewayProcess {
  const gateway = startGateway({ DATA_DIR: join(folder, 'data'), ...settings }, options);
  running.push(gateway);
  return gateway;
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-shutdown-'));
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function connectTo(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** A process that has ended stays a zombie until its parent asks for its exit code. */
function isRunning(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a gateway that is stopped', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    `answers every request of ${CLIENTS} busy clients that has reached it (round %i)`,
    async () => {
      const gateway = start();
      const clients = startClients(await gateway.address(), CLIENTS);
      await expect.poll(() => clients.report.answered, { timeout: 20_000 }).toBeGreaterThan(CLIENTS);
      gateway.child.kill('SIGTERM');
      await clients.done;
      expect(clients.report.lost).toEqual({});
      expect(await gateway.ended).toBe(0);
    },
  );

  it('takes connections for DRAIN_MS, and says meanwhile that it is not ready', async () => {
    const gateway = start({ DRAIN_MS: '60000' });
    const address = await gateway.address();
    gateway.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status).toBe(503);
    expect((await fetch(`${address}/healthz`)).headers.get('connection')).toBe('close');
    expect(gateway.child.exitCode).toBeNull();
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
  });

  it('exits with 0 although connections are open on which nothing, or half a request, was sent', async () => {
    const gateway = start({ DRAIN_MS: '0' });
    const address = await gateway.address();
    await connectTo(address);
    (await connectTo(address)).write('POST /graphql HTTP/1.1\r\nhost: gateway\r\n');
    (await connectTo(address)).write(
      'POST /v3/oauth/token/generate HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  it('ends its subscriptions, and exits with 0', async () => {
    const gateway = start({ DRAIN_MS: '0' });
    const socket = await connectTo(await gateway.address());
    const query =
      'subscription { customerPromotionChanged(identifierName: ID, identifierValue: "555567088", source: ALL) { promotion { id } } }';
    const body = JSON.stringify({ query });
    socket.write(
      `POST /graphql/stream HTTP/1.1\r\nhost: gateway\r\nauthorization: Basic ${btoa('demo.till:demo123')}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('HTTP/1.1 200');
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'exits with 0 on %s, and gives its directory up',
    async (signal) => {
      const gateway = start({ DRAIN_MS: '0' });
      await gateway.address();
      gateway.child.kill(signal);
      expect(await gateway.ended).toBe(0);
      expect(gateway.output()).toContain(`"reason":"${signal}"`);
    },
  );

  it('exits with 0 when it is stopped while it starts, and leaves a directory that can be used', async () => {
    const DATA_DIR = join(folder, 'stopped-early');
    const early = start(
      { DATA_DIR },
      {
        preload: `process.on('newListener', (name) => {
          if (name === 'SIGTERM') setImmediate(() => process.kill(process.pid, 'SIGTERM'));
        });`,
      },
    );
    expect(await early.ended).toBe(0);
    expect(early.output()).not.toContain('Ready');
    expect(await start({ DATA_DIR }).address()).toMatch(/^http/);
  });
});

describe('a defect that nothing catches', () => {
  it.each([
    ['a rejection', 'Promise.reject(new Error("mail jo@example.com"))'],
    ['an exception', '(() => { throw new Error("mail jo@example.com") })()'],
  ])(
    'such as %s is logged without personal data, and ends the process in order with 1',
    async (_, defect) => {
      const gateway = start({ DRAIN_MS: '0' }, { preload: `process.on('SIGUSR2', () => void ${defect});` });
      await gateway.address();
      gateway.child.kill('SIGUSR2');
      expect(await gateway.ended).toBe(1);
      expect(gateway.output()).toContain('An error was not caught');
      expect(gateway.output()).not.toContain('jo@example.com');
    },
  );
});

describe('a reader of the log', () => {
  it('that stops reading holds up neither requests nor the exit, with standard error on the same pipe', async () => {
    const gateway = start({ DRAIN_MS: '0' }, { wrapper: ['sh', '-c', 'exec "$@" 2>&1', 'sh'] });
    const address = await gateway.address();
    gateway.child.stdout!.pause();
    // Each request is a line of some 250 bytes: 2,000 are more than a pipe and our own buffers hold.
    for (let sent = 0; sent < 2_000; sent += 100) {
      const answers = Array.from({ length: 100 }, () => fetch(`${address}/healthz`));
      expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
    }
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  it('that is a terminal which stops reading holds up neither requests nor the exit', async () => {
    const gateway = start(
      { DRAIN_MS: '0' },
      { wrapper: ['sh', '-c', 'exec script -qfc "$*" /dev/null', 'sh'] },
    );
    const address = await gateway.address();
    const pid = Number(/"pid":(\d+)/.exec(gateway.output())?.[1]);
    // The program that reads the terminal; it ends with the gateway, once it goes on.
    gateway.child.kill('SIGSTOP');
    for (let sent = 0; sent < 500; sent += 100) {
      const answers = Array.from({ length: 100 }, () => fetch(`${address}/healthz`));
      expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
    }
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
    gateway.child.kill('SIGCONT');
    await gateway.ended;
  });

  it('that has gone does not end the gateway', async () => {
    const gateway = start({ DRAIN_MS: '0' });
    const address = await gateway.address();
    gateway.child.stdout!.destroy();
    gateway.child.stderr!.destroy();
    for (let i = 0; i < 3; i++) expect((await fetch(`${address}/healthz`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });
});
