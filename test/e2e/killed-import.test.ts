import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/pages.js';
import { describeWithPostgres } from '../support/postgres-database.js';

const CUSTOMERS = 30_000;
const MAIN = join(root, 'dist/main.js');

describeWithPostgres('an import whose process is killed', (url) => {
  let folder: string;
  let client: pg.Client;
  const env = () => ({ PATH: process.env.PATH ?? '', DATABASE_URL: url() });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { env: env(), encoding: 'utf8' });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-killed-'));
    const lines = Array.from(
      { length: CUSTOMERS },
      (_, i) => `${i + 1},INSTORE,+9190${10_000_000 + i},c${i}@example.com,`,
    );
    await writeFile(
      join(folder, 'customers.csv'),
      ['customerId,source,mobile,email,externalId', ...lines].join('\n'),
    );
    expect(run('organisations', 'create', '--id', '1', '--name', 'A', '--time-zone', 'UTC').status).toBe(0);
    client = new pg.Client({ connectionString: url() });
    await client.connect();
  }, 120_000);
  afterAll(async () => {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  });

  const count = async (text: string) => Number((await client.query<{ count: string }>(text)).rows[0]?.count);
  /** Customers of whom only a part was written. */
  const halves = `select count(*) from (
    select from customer left join customer_identifier i using (organisation_id, customer_id)
    group by customer_id having count(i.customer_id) <> 2) as half`;

  it('leaves no half of a customer, and is complete after the same command again', async () => {
    const args = [MAIN, 'import', 'customers', join(folder, 'customers.csv'), '--organisation', '1'];
    // While lines are staged, and when a chunk was merged.
    for (const table of ['import_line', 'customer']) {
      const child = spawn(process.execPath, args, { env: env(), stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (child.exitCode === null && (await count(`select count(*) from ${table}`)) === 0) await pause(20);
      child.kill('SIGKILL');
      expect((await ended)[1]).toBe('SIGKILL');
      expect(await count(halves)).toBe(0);
    }
    expect(await count('select count(*) from customer')).toBeLessThan(CUSTOMERS);
    const again = run(...args.slice(1), '--json');
    expect(again.status, again.stderr).toBe(0);
    expect(await count('select count(*) from customer')).toBe(CUSTOMERS);
    expect(await count('select count(*) from customer_identifier')).toBe(2 * CUSTOMERS);
    expect(await count(halves)).toBe(0);
    expect(await count('select count(*) from import_line')).toBe(0);
  }, 300_000);
});
