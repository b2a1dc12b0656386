import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recorded } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { openPlatform, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';
import { openFaultProxy, type FaultProxy, type TcpFault } from '../upstream/fault-proxy.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';

const KEY = 'killed';
/** As short as it can be without a busy machine making a difference: a key is held twice as long, and 5 s. */
const TIMEOUT_MS = 3_000;
/** Two of whom the platform knows, and one whom it does not. */
const CUSTOMERS = ['1001', '1002', '999999'];

interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly verdicts: readonly unknown[];
}

describe('a gateway that is killed while the platform holds its answer to a call with a key', () => {
  let folder: string;
  let platform: TestPlatform;
  let behind: TestOrganisation;
  let proxy: FaultProxy;
  let ticking: NodeJS.Timeout;
  const running: GatewayProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-killed-'));
    platform = await openPlatform();
    // What the platform dates is compared with when it was sent.
    ticking = setInterval(() => platform.clock.set(new Date().toISOString()), 20);
    const promotion = {
      startsAt: new Date('2020-01-01T00:00:00Z'),
      endsAt: new Date('2099-01-01T00:00:00Z'),
    };
    behind = await platform.organisation({ promotions: [aPromotion({ ...promotion, enrolmentLimit: 5 })] });
    proxy = await openFaultProxy(platform.url);
  });
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
    clearInterval(ticking);
    await proxy.close();
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<{ gateway: GatewayProcess; address: string }> {
    const gateway = startGateway({
      DATA_DIR: join(folder, 'data'),
      DEMO: 'true',
      UPSTREAM_URL: proxy.url,
      UPSTREAM_USERNAME: behind.till,
      UPSTREAM_PASSWORD: behind.password,
      UPSTREAM_TIMEOUT_MS: String(TIMEOUT_MS),
    });
    running.push(gateway);
    return { gateway, address: await gateway.address() };
  }

  async function enrol(address: string): Promise<Answer> {
    const response = await fetch(`${address}/v2/promotion/bulk/enrolAndEarn`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('demo.till:demo123')}`,
        'content-type': 'application/json',
        'idempotency-key': KEY,
      },
      body: JSON.stringify({
        type: 'CUSTOMER',
        bulkAction: 'ENROL',
        promotionDetails: { programId: 10, promotionId: 500 },
        identifierName: 'id',
        customers: CUSTOMERS.map((identifierValue) => ({ identifierValue, source: 'INSTORE' })),
      }),
    });
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    const { response: entries } = (await response.json()) as {
      response: { result?: { issualId: string }; errors: { code: number }[] }[];
    };
    const verdicts = entries.map(({ result, errors }) => result?.issualId ?? errors[0]?.code);
    return { status: response.status, replayed, verdicts };
  }

  /** Kills the gateway once the platform was called, and sends the call to the next one for as long as it is held. */
  async function killAndRetry(fault: TcpFault, wasCalled: () => unknown): Promise<Answer> {
    const { gateway, address } = await start();
    proxy.set(fault);
    const lost = enrol(address).catch(() => 'lost');
    await vi.waitUntil(wasCalled, { timeout: 10_000, interval: 10 });
    gateway.child.kill('SIGKILL');
    expect(await gateway.ended).toBe('SIGKILL');
    expect(await lost).toBe('lost');
    proxy.set(null);
    const next = await start();
    expect((await enrol(next.address)).status).toBe(409);
    const retried = await vi.waitFor(
      async () => {
        const answer = await enrol(next.address);
        expect(answer.status).toBe(200);
        return answer;
      },
      { timeout: 30_000, interval: 250 },
    );
    expect(await enrol(next.address)).toEqual({ ...retried, replayed: true });
    return retried;
  }

  it(
    'reports the effects that there are, causes no second one, and leaves the rest in doubt',
    { timeout: 120_000 },
    async () => {
      const { verdicts } = await killAndRetry({ kind: 'swallowAnswers' }, async () => {
        return (await recorded(platform, behind)).enrolments === 2;
      });
      expect(verdicts).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/), 504]);
      expect(new Set(verdicts).size).toBe(3);
      expect(await recorded(platform, behind)).toEqual({ enrolments: 2, earnings: 0 });
    },
  );

  it('sends nothing again that never arrived, since that cannot be known', { timeout: 120_000 }, async () => {
    const { verdicts } = await killAndRetry({ kind: 'swallowRequests' }, () => proxy.swallowed > 0);
    expect(verdicts).toEqual([504, 504, 504]);
    expect(await recorded(platform, behind)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
