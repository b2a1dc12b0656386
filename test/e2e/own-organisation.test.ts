import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCurl } from '../support/page-examples.js';
import { readPage, root } from '../support/pages.js';
import { startGateway } from './gateway-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-own-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it('README leads from an empty store to the first enrolment by a till', async () => {
  const [, section = ''] = /^## Your own organisation\n([\s\S]*?)^## /m.exec(readPage('README.md')) ?? [];
  const [commands = '', call = ''] = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => text,
  );
  const DATA_DIR = join(folder, 'shop');
  const script = commands.replace('DATA_DIR=./shop', `DATA_DIR='${DATA_DIR}'`).replace(/^npm start$/m, '');
  expect(script).not.toBe(commands);
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', npm_config_offline: 'true' };
  const walked = spawnSync('sh', ['-e'], { input: script, cwd: root, env, encoding: 'utf8' });
  expect(walked.status, walked.stderr).toBe(0);
  const [secret = ''] = /pgw_[\w-]{43}/.exec(walked.stdout) ?? [];
  const gateway = startGateway({ DATA_DIR });
  const address = await gateway.address();
  const { url, headers, body } = readCurl(call.replace('curl -sS', 'curl -s'), { SECRET: secret });
  const answer = await fetch(new URL(url.pathname, address), { method: 'POST', headers, body: body ?? '' });
  expect(await answer.json()).toEqual({ data: { enrolCustomers: { status: 'SUCCESS' } } });
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
}, 300_000);
