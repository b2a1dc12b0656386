import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/pages.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { startGateway } from './gateway-process.js';

const PROCESSES_MS = 180_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-installation-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command with these settings alone. */
function run(args: readonly string[], settings: Record<string, string>) {
  const env = { PATH: process.env.PATH ?? '', ...settings };
  return spawnSync(process.execPath, [join(root, 'dist/main.js'), ...args], { env, encoding: 'utf8' });
}

/** The statuses of a start that fails, and what it wrote. */
async function failedStart(settings: Record<string, string>) {
  const gateway = startGateway(settings);
  return { status: await gateway.ended, output: gateway.output() };
}

describeWithPostgres('an installation without a shell', (url) => {
  it(
    'migrates by a job of its own, and has its clients from a file of hashes',
    async () => {
      const settings = { DATABASE_URL: url(), MIGRATE: 'never' };
      const unmigrated = await failedStart(settings);
      expect(unmigrated.status).toBe(1);
      expect(unmigrated.output).toMatch(
        /cannot start\. MIGRATE is never, and the store lacks the migrations 0001-.*, \d{4}-[\w-]+\. Run promotion-gateway migrate first\./,
      );
      expect(run(['clients', 'list'], settings)).toMatchObject({
        status: 1,
        stdout: '',
        stderr: expect.stringContaining('the store lacks the migrations 0001-'),
      });
      expect(run(['migrate'], settings)).toMatchObject({ status: 0 });

      const hashed = run(['clients', 'hash', '--kind', 'till', '--json'], {});
      const { secret, secretHash } = JSON.parse(hashed.stdout) as { secret: string; secretHash: string };
      const organisations = [{ id: '1001', name: 'Corner Shop', timeZone: 'Europe/London' }];
      const till = { organisation: '1001', kind: 'till', key: 'till.1', access: ['promotion:read'] };
      const path = join(folder, 'clients.json');
      const write = (clients: readonly object[]) =>
        writeFile(path, JSON.stringify({ organisations, clients }, null, 2));

      await write([{ ...till, secretHash: secret }]);
      const faulty = await failedStart({ ...settings, CLIENTS_FILE: path });
      expect(faulty.status).toBe(1);
      expect(faulty.output).toMatch(
        /CLIENTS_FILE is not valid:\nline \d+: clients\[0\]\.secretHash must be a hash/,
      );
      expect(faulty.output).not.toContain(secret);

      await write([{ ...till, secretHash }]);
      for (const created of [1, 0]) {
        const gateway = startGateway({ ...settings, CLIENTS_FILE: path });
        const address = await gateway.address();
        const authorization = `Basic ${Buffer.from(`till.1:${secret}`).toString('base64')}`;
        const answer = await fetch(`${address}/v2/organization/programs`, { headers: { authorization } });
        expect(answer.status).toBe(200);
        expect(gateway.output()).toContain(
          `"created":${created},"changed":0,"msg":"CLIENTS_FILE was applied"`,
        );
        gateway.child.kill('SIGTERM');
        expect(await gateway.ended).toBe(0);
      }
    },
    PROCESSES_MS,
  );
});

it(
  'the embedded store is not migrated either where MIGRATE is never',
  async () => {
    const settings = { DATA_DIR: join(folder, 'store'), MIGRATE: 'never' };
    expect(run(['organisations', 'list'], settings)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Run promotion-gateway migrate first.'),
    });
    expect(run(['migrate'], settings)).toMatchObject({ status: 0 });
    expect(run(['organisations', 'list', '--json'], settings)).toMatchObject({ status: 0, stdout: '' });
  },
  PROCESSES_MS,
);
