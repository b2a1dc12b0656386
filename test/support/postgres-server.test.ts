import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPostgresBinaries } from './postgres-binaries.js';
import { createDatabase, describeWithPostgres } from './postgres-database.js';
import { leash, startPostgresServer } from './postgres-server.js';

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends under the client breaks its promises too, and those are looked at.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(question);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

describeWithPostgres('a test database', (url) => {
  it('answers', async () => {
    await expect(ask(url(), 'select version() as answer')).resolves.toMatch(/^PostgreSQL 1[5-9]/);
  });

  it('starts empty', async () => {
    const question = "select count(*)::int as answer from pg_tables where schemaname = 'public'";
    await expect(ask(url(), question)).resolves.toBe(0);
  });

  it('is gone once it is dropped, even under an open connection', async () => {
    const database = await createDatabase();
    const idler = new pg.Client({ connectionString: database.url });
    const cut = new Promise((resolve) => idler.on('error', resolve));
    await idler.connect();

    await database.drop();

    await expect(cut).resolves.toMatchObject({ code: '57P01' });
    await expect(ask(database.url, 'select 1 as answer')).rejects.toThrow('does not exist');
  });
});

/** Starts a server, says where, and stays. */
const parentScript = `
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport('./test/support/postgres-server.ts', { configFile: false });
  const { url } = await module.startPostgresServer();
  process.stdout.write(url);
  setInterval(() => {}, 1000);
`;

describe.skipIf(findPostgresBinaries() === null)('a throw-away server', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postgres-server-test-'));
    await chmod(folder, 0o755);
    vi.stubEnv('TMPDIR', folder);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  it('takes settings, and leaves nothing behind when stopped', async () => {
    const server = await startPostgresServer({ settings: { fsync: 'on' } });
    await expect(ask(server.url, "select current_setting('fsync') as answer")).resolves.toBe('on');

    await server.stop();

    await expect(ask(server.url, 'select 1 as answer')).rejects.toThrow('ECONNREFUSED');
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('can be killed before it is stopped', async () => {
    const server = await startPostgresServer();

    await server.kill('SIGKILL');

    await expect(ask(server.url, 'select 1 as answer')).rejects.toThrow('ECONNREFUSED');
    await server.stop();
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('says what was wrong when it cannot start, and leaves nothing behind', async () => {
    await expect(startPostgresServer({ settings: { fsync: 'sometimes' } })).rejects.toThrow('"fsync"');
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it.skipIf(leash().length === 0)('ends when the process that started it is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', parentScript], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const url = said.toString();
    await expect(ask(url, 'select 1 as answer')).resolves.toBe(1);

    parent.kill('SIGKILL');

    await vi.waitFor(() => expect(ask(url, 'select 1 as answer')).rejects.toThrow('ECONNREFUSED'), {
      timeout: 10_000,
      interval: 100,
    });
  });
});
