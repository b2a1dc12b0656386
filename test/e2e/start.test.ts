import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../support/postgres-database.js';
import { unusedPort } from '../support/unused-port.js';
import { startGateway } from './gateway-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a gateway says that does not start. */
async function refusalOf(settings: Record<string, string>): Promise<string> {
  const gateway = startGateway({ DATA_DIR: join(folder, 'data'), ...settings });
  expect(await gateway.ended).toBe(1);
  return gateway.output();
}

describe('a gateway that cannot start says which setting is at fault, and the way out, where', () => {
  it('its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    expect(await refusalOf({ PORT })).toContain(`PORT ${PORT} is in use on 127.0.0.1. Stop the process`);
    other.close();
  });

  it('its host is unknown, or is of another machine', async () => {
    expect(await refusalOf({ HOST: 'no-such-host.invalid' })).toContain(
      'HOST no-such-host.invalid cannot be resolved',
    );
    expect(await refusalOf({ HOST: '192.0.2.1' })).toContain(
      'HOST 192.0.2.1 is not an address of this machine',
    );
  });

  it('its directory is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await refusalOf({ DATA_DIR: join(folder, 'file') })).toContain('Set DATA_DIR to a directory');
  });

  it('the process may open too few files for its modules', () => {
    const main = join(import.meta.dirname, '../../dist/main.js');
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -n 256; exec "${process.execPath}" "${main}"`],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toContain(
      'The process may open only 256 files: raise the limit (ulimit -n) to 384 or more',
    );
    expect(status).toBe(1);
  });

  it('a variable is misspelt beside other mistakes', async () => {
    const said = await refusalOf({
      DATABSE_URL: 'x',
      TRUSTED_DOCUMENTS: 'only',
      TRUSTED_DOCUMENTS_FILE: 'none.json',
      PORT: 'x',
    });
    expect(said).toContain('PORT must');
    expect(said).toContain('TRUSTED_DOCUMENTS_FILE must name a file that exists');
    expect(said).toContain('DATABSE_URL is not a setting: did you mean DATABASE_URL?');
  });

  it('nothing listens at its DATABASE_URL, or its host is unknown', async () => {
    const port = await unusedPort();
    expect(
      await refusalOf({ DATABASE_URL: `postgres://gateway:secret@127.0.0.1:${port}/gateway` }),
    ).toContain(`DATABASE_URL cannot be used: nothing listens at 127.0.0.1:${port}.`);
    const said = await refusalOf({ DATABASE_URL: 'postgres://gateway:secret@no-such-host.invalid/gateway' });
    expect(said).toContain('its host no-such-host.invalid cannot be resolved');
    expect(said).not.toContain('secret');
  });
});

describeWithPostgres('a gateway that cannot use the server says why, where', (url) => {
  it.each([
    ['the database does not exist', { pathname: '/none' }, 'the database none does not exist. Create it'],
    ['the user does not exist', { username: 'no-one' }, 'user no-one'],
  ])('%s', async (_, part, reason) => {
    const said = await refusalOf({ DATABASE_URL: Object.assign(new URL(url()), part).href });
    expect(said).toContain('DATABASE_URL cannot be used: ');
    expect(said).toContain(reason);
  });
});

describe('a gateway that starts', () => {
  it('warns of misspelt variables and of public credentials beyond loopback, and keeps its directory to itself', async () => {
    const DATA_DIR = join(folder, 'warned');
    const gateway = startGateway({ DATA_DIR, HOST: '0.0.0.0', DEMO: 'true', LOGLEVEL: 'debug' });
    await gateway.address();
    expect(gateway.output()).toContain('LOGLEVEL is not a setting: did you mean LOG_LEVEL?');
    expect(gateway.output()).toContain('The store has the demo credentials, which are public');
    expect((await stat(DATA_DIR)).mode & 0o777).toBe(0o700);
    gateway.child.kill('SIGKILL');
    await gateway.ended;
  });

  const inFront = { UPSTREAM_URL: 'http://127.0.0.1:9', DEMO: 'true' };
  it.each([
    ['its own', { UPSTREAM_USERNAME: 'till', UPSTREAM_PASSWORD: 'secret' }, true],
    ['that of each caller', { UPSTREAM_AUTH: 'passthrough', HOST: '0.0.0.0' }, false],
  ])(
    'warns of public credentials that act on a platform, and names them, where it passes on %s',
    async (name, credential, isWarned) => {
      const gateway = startGateway({ ...inFront, ...credential, DATA_DIR: join(folder, name) });
      await gateway.address();
      const output = gateway.output();
      expect(output.includes('acts on the platform, with the credential of the gateway')).toBe(isWarned);
      expect(output.includes('with Basic demo.till:demo123')).toBe(isWarned);
      expect(output.includes('everyone who can reach the gateway')).toBe(isWarned);
      gateway.child.kill('SIGKILL');
      await gateway.ended;
    },
  );
});
