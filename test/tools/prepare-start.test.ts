import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const TOOLS = join(import.meta.dirname, '../../tools');
const SCRIPTS = ['prepare-start.js', 'ensure-built.js'];

describe('npm start without the development packages', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-start-'));
    await mkdir(join(folder, 'tools'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const script of SCRIPTS) await copyFile(join(TOOLS, script), join(folder, 'tools', script));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const prepare = () =>
    spawnSync(process.execPath, [join(folder, 'tools', 'prepare-start.js')], { encoding: 'utf8' });

  it('says how to build when nothing is built yet', () => {
    const { status, stderr } = prepare();
    expect(status).toBe(1);
    expect(stderr).toContain('npm ci --include=dev && npm run build && npm prune --omit=dev && npm start');
  });

  it('goes on to start what was built before', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'main.js'), '');
    expect(prepare()).toMatchObject({ status: 0, stderr: '' });
  });
});
