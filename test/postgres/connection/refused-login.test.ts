import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { READS, WRITES } from '../../support/every-call.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { findPostgresBinaries } from '../../support/postgres-binaries.js';
import { startPostgresServer, type PostgresServer } from '../../support/postgres-server.js';

/** The role of the gateway has a password; the administrator has none. */
const RULES = `host all gateway 127.0.0.1/32 scram-sha-256
host all postgres 127.0.0.1/32 trust
`;

describe.skipIf(findPostgresBinaries() === null)('a server that lets the gateway in no longer', () => {
  let folder: string;
  let server: PostgresServer;
  let admin: pg.Client;
  let gateway: TestGateway;
  let caller: TestOrganisation;
  const run = (text: string) => admin.query(text);
  const attempt = (text: string) =>
    run(text).then(
      () => true,
      () => false,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-rules-'));
    await chmod(folder, 0o755);
    const rules = join(folder, 'pg_hba.conf');
    await writeFile(rules, RULES, { mode: 0o644 });
    server = await startPostgresServer({ settings: { hba_file: rules } });
    admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await run(`create role gateway login password 'first'`);
    await run(`create database loyalty owner gateway`);
    const databaseUrl = server.url.replace('postgres@', 'gateway:first@').replace(/postgres$/, 'loyalty');
    gateway = await openGateway({ databaseUrl, poolSize: 2, timeoutMs: 1_000 });
    caller = await gateway.organisation();
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
  });
  afterAll(async () => {
    await gateway.close();
    await admin.end();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  /** The gateway's own connections are made anew, as after a failover. */
  const cut = () => run(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gateway'`);
  afterEach(cut);

  it.each([
    ['changed password', `alter role gateway password 'second'`, `alter role gateway password 'first'`],
    ['renamed database', 'alter database loyalty rename to away', 'alter database away rename to loyalty'],
    [
      'closed database',
      'alter database loyalty allow_connections false',
      'alter database loyalty allow_connections true',
    ],
  ])('answers 503 to everything behind a %s, is not ready, and recovers', async (_name, begin, end) => {
    // A database with connections cannot be renamed.
    await expect.poll(() => cut().then(() => attempt(begin))).toBe(true);
    await cut();
    for (const [name, call] of [...WRITES, ...READS]) {
      const answer = await call(caller);
      expect([name, answer.statusCode, answer.headers['retry-after']]).toEqual([name, 503, '1']);
      expect(answer.body).not.toMatch(/ISSUE_FAILED|INTERNAL|8896/);
    }
    await expect(gateway.store.ping()).rejects.toThrow('cannot be reached');
    await run(end);
    expect((await caller.bulk(aBody())).statusCode).toBe(200);
    await gateway.store.ping();
  });
});
