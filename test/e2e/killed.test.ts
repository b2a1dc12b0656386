import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../support/postgres-database.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';

const DIRECT_ISSUE = 70_001;

const KILLS = Number(process.env.KILLS ?? '4');
/** The last round is killed so many milliseconds after its call, which an idle machine answers in a few. */
const LAST_KILL = 40;

const running: GatewayProcess[] = [];
async function start(
  settings: Record<string, string>,
): Promise<{ process: GatewayProcess; address: string }> {
  const process = startGateway(settings);
  running.push(process);
  return { process, address: await process.address() };
}
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});

interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: string;
}

async function send(address: string, bulkAction: string, customerId: string, key: string): Promise<Answer> {
  const operation = bulkAction === 'EARN' ? 'enrolAndEarn' : 'revokeEnrolAndEarn';
  const answer = await fetch(`${address}/v2/promotion/bulk/${operation}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('demo.till:demo123')}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({
      type: 'CUSTOMER',
      bulkAction,
      promotionDetails: { programId: 469, promotionId: DIRECT_ISSUE },
      identifierName: 'id',
      customers: [{ identifierValue: customerId, source: 'INSTORE' }],
    }),
  });
  const replayed = answer.headers.get('idempotency-replayed') === 'true';
  return { status: answer.status, replayed, body: await answer.text() };
}

/** As a client does: a key whose call is still under way is sent again a little later. */
async function retry(address: string, customerId: string, key: string): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(address, 'EARN', customerId, key);
    if (answer.status !== 409 || tries === 50) return answer;
    await pause(100);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Kills the process under a call with a key, sends the call again to the next process, and sees what was recorded.
 * @param untilKilled lets the time pass between the call and the kill
 * @returns the answer to the retry in each round
 */
async function killUnderCalls(
  settings: Record<string, string>,
  rounds: number,
  untilKilled: (round: number, key: string) => Promise<unknown>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let gateway = await start(settings);
  for (let round = 0; round < rounds; round += 1) {
    const customerId = String(600_000_001 + round);
    const key = `killed-${round}`;
    // The credential is known from then on: what follows takes as long as a call does.
    await send(gateway.address, 'REVOKE_EARN', customerId, `warm-up-${round}`);
    const lost = send(gateway.address, 'EARN', customerId, key).catch(() => null);
    await untilKilled(round, key);
    gateway.process.child.kill('SIGKILL');
    expect(await gateway.process.ended).toBe('SIGKILL');
    const first = await lost;
    gateway = await start(settings);
    const retried = await retry(gateway.address, customerId, key);
    expect(retried.status).toBe(200);
    if (first) expect(retried).toEqual({ ...first, replayed: true });
    expect(await send(gateway.address, 'EARN', customerId, key)).toEqual({ ...retried, replayed: true });
    // All that the customer has is what the retry was answered.
    const { response } = JSON.parse(retried.body) as { response: { result: { earnedId: string } }[] };
    const revoked = await send(gateway.address, 'REVOKE_EARN', customerId, `all-${round}`);
    expect(JSON.parse(revoked.body)).toMatchObject({
      response: [{ result: { revokedEarnIds: [Number(response[0]?.result.earnedId)] } }],
      failureCount: 0,
    });
    answers.push(retried);
  }
  return answers;
}

/** Spreads the kills over the time that a call takes. */
const untilOneOf = (rounds: number) => (round: number) => pause((round * LAST_KILL) / rounds);

describe('a call with a key under which the gateway is killed', () => {
  it('has one effect after the retry, on the embedded store', { timeout: 240_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-killed-'));
    try {
      const settings = { DATA_DIR: join(folder, 'data') };
      await killUnderCalls(settings, KILLS, untilOneOf(KILLS));
    } finally {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all(running.map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describeWithPostgres('a call with a key under which the gateway is killed', (url) => {
  it('has one effect after the retry, on PostgreSQL', { timeout: 240_000 }, async () => {
    await killUnderCalls({ DATABASE_URL: url(), DEMO: 'true' }, KILLS, untilOneOf(KILLS));
  });

  it('is answered from the record once its transaction is committed', { timeout: 120_000 }, async () => {
    const settings = { DATABASE_URL: url(), DEMO: 'true' };
    (await start(settings)).process.child.kill('SIGKILL');
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    try {
      await client.query('truncate idempotency_record');
      const committed = async (_round: number, key: string) => {
        const until = performance.now() + 10_000;
        while (performance.now() < until) {
          const { rowCount } = await client.query('select from idempotency_record where key = $1', [key]);
          if (rowCount) return;
        }
        throw new Error('the call was never recorded');
      };
      const answers = await killUnderCalls(settings, Math.min(KILLS, 6), committed);
      expect(answers.map(({ replayed }) => replayed)).toEqual(answers.map(() => true));
    } finally {
      await client.end();
    }
  });

  it('acts once for a key that two processes are sent 50 times at once and 50 times after', async () => {
    const settings = { DATABASE_URL: url(), DEMO: 'true' };
    const gateways = await Promise.all([start(settings), start(settings)]);
    const fifty = () =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          send(gateways[i % 2]!.address, 'EARN', '600000900', 'shared-key'),
        ),
      );
    const atOnce = await fifty();
    const after = await fifty();
    expect(new Set(after.map(({ status, replayed, body }) => `${status} ${replayed} ${body}`)).size).toBe(1);
    const answered = atOnce.filter(({ status }) => status !== 409);
    expect(new Set(answered.map(({ body }) => body))).toEqual(new Set([after[0]!.body]));
    expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const revoked = await send(gateways[0].address, 'REVOKE_EARN', '600000900', 'afterwards');
    const { response } = JSON.parse(revoked.body) as { response: { result: { revokedEarnIds: number[] } }[] };
    expect(response[0]?.result.revokedEarnIds).toHaveLength(1);
  });
});
