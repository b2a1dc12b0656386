import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createDatabase } from '../support/postgres-database.js';
import { unusedPort } from '../support/unused-port.js';
import { startClients } from './busy-clients.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';
import { CHECK_MS, startLoadBalancer } from './haproxy.js';

const CLIENTS = 40;
const haproxy = inject('haproxy');
const ROUNDS = Number(process.env.SHUTDOWN_ROUNDS ?? '1');

describe.skipIf(haproxy === null || inject('postgresUrl') === null)('two gateways behind HAProxy', () => {
  it(
    'are restarted one after the other, and no request of busy clients is lost',
    async () => {
      const database = await createDatabase();
      onTestFinished(() => database.drop());
      const ports = [await unusedPort(), await unusedPort()];
      const running = new Map<number, GatewayProcess>();
      onTestFinished(async () => {
        for (const { child, ended } of running.values()) {
          child.kill('SIGKILL');
          await ended;
        }
      });
      const start = async (port: number) => {
        // A load balancer that looks late on a busy machine is not what is tested.
        const settings = { DATABASE_URL: database.url, DEMO: 'true', DRAIN_MS: String(CHECK_MS * 15) };
        const gateway = startGateway({ ...settings, PORT: String(port) });
        running.set(port, gateway);
        await gateway.address();
      };
      for (const port of ports) await start(port);
      const balancer = await startLoadBalancer(haproxy!, ports);
      onTestFinished(() => balancer.close());
      const isServed = async () => (await fetch(`${balancer.address}/readyz`).catch(() => null))?.status;
      await expect.poll(isServed, { timeout: 20_000 }).toBe(200);

      const clients = startClients(balancer.address, CLIENTS);
      for (let round = 0; round < ROUNDS; round++) {
        for (const port of ports) {
          const before = clients.report.answered;
          await expect
            .poll(() => clients.report.answered, { timeout: 30_000 })
            .toBeGreaterThan(before + CLIENTS);
          const leaving = running.get(port)!;
          leaving.child.kill('SIGTERM');
          expect(await leaving.ended).toBe(0);
          await start(port);
          await expect.poll(() => hasTaken(port), { timeout: 30_000 }).toBe(true);
        }
      }
      clients.stop();
      await clients.done;
      expect(clients.report.lost).toEqual({});

      /** Whether the load balancer has sent requests to a new process, so that the next one may leave. */
      function hasTaken(port: number): boolean {
        return (
          (running
            .get(port)
            ?.output()
            .match(/"route":"\/graphql"/g)?.length ?? 0) > 0
        );
      }
    },
    120_000 + ROUNDS * 60_000,
  );
});
