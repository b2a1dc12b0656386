import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/pages.js';
import { startGateway } from './gateway-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command line in a clone, with these settings alone. */
function run(command: string, args: readonly string[], settings: Record<string, string>) {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...settings };
  return spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
}

/** Each process loads the gateway's modules, and creates or opens an embedded store. */
const PROCESSES_MS = 180_000;

const ORGANISATION = ['organisations', 'create', '--id', '1', '--name', 'Corner Shop', '--time-zone', 'UTC'];

it(
  'a command works in a clone by npx and by npm run, on the store that the settings name',
  () => {
    const settings = { DATA_DIR: join(folder, 'clone') };
    const created = run('npx', ['--offline', 'promotion-gateway', ...ORGANISATION], settings);
    expect(created).toMatchObject({ status: 0, stdout: 'Organisation 1, Corner Shop, created.\n' });
    const listed = run('npm', ['run', '-s', 'gateway', '--', 'organisations', 'list', '--json'], settings);
    expect(JSON.parse(listed.stdout)).toEqual({ organisationId: '1', name: 'Corner Shop', timeZone: 'UTC' });
  },
  PROCESSES_MS,
);

it(
  'a command on an embedded store that a gateway uses names its process, and exits 1',
  async () => {
    const settings = { DATA_DIR: join(folder, 'used') };
    const main = [join(root, 'dist/main.js')];
    expect(run(process.execPath, [...main, ...ORGANISATION], settings).status).toBe(0);
    const gateway = startGateway(settings);
    await gateway.address();
    const refused = run(process.execPath, [...main, 'clients', 'list'], settings);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(`is in use by process ${gateway.child.pid}`);
    // The store has an organisation of its own, so the public credential of the demo is not in it.
    expect(gateway.output()).toContain('Ready, but no client can call');
    expect(gateway.output()).toContain(
      'Stop the gateway and create one: promotion-gateway organisations create',
    );
    expect(gateway.output()).not.toContain('demo.till');
    gateway.child.kill('SIGKILL');
    await gateway.ended;
  },
  PROCESSES_MS,
);

it(
  'a command with wrong settings says which, and exits 1',
  () => {
    const refused = run(process.execPath, [join(root, 'dist/main.js'), 'clients', 'list'], { PORT: 'x' });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('The settings are not valid:\nPORT must');
  },
  PROCESSES_MS,
);
