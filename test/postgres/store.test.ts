import { sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { demoOrganisation } from '../../src/demo/demo-organisation.js';
import { readConfig } from '../../src/config.js';
import { createLogger } from '../../src/http/log/logger.js';
import { DataDirectoryInUse } from '../../src/postgres/embedded/data-directory-lock.js';
import { openEmbeddedStore, openServerStore } from '../../src/postgres/store.js';
import { StoreUnavailable } from '../../src/service/ports.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { startPostgresServer } from '../support/postgres-server.js';

describe('the embedded store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'promotion-gateway-store-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps what it holds when it is closed and opened again', async () => {
    const first = await openEmbeddedStore(directory);
    await sql`insert into organisation values (1, 'Kept', 'UTC')`.execute(first.db);
    await expect(openEmbeddedStore(directory)).rejects.toThrow(DataDirectoryInUse);
    await first.close();
    const second = await openEmbeddedStore(directory);
    const { rows } = await sql`select name from organisation`.execute(second.db);
    await second.close();
    expect(rows).toEqual([{ name: 'Kept' }]);
  });

  it('answers a ping while its only connection is in a transaction, and not once it is closed', async () => {
    const store = await openEmbeddedStore(directory);
    await store.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await store.ping();
    });
    await store.close();
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
  });
});

describeWithPostgres('a store on a server', (url) => {
  it('brings the schema up to date once when several processes start at the same moment', async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => openServerStore(url(), { poolSize: 2 })));
    const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      opened[0]!.db,
    );
    const names = applied.rows.map(({ name }) => name);
    expect(names).toContain('0001-enrol-and-earn');
    expect(names).toEqual([...new Set(names)].sort());
    await Promise.all(opened.map((store) => store.close()));
  });

  it('is filled with the demo organisation once when several processes start at the same moment', async () => {
    const config = readConfig({ DATABASE_URL: url(), DEMO: 'true' });
    const logger = createLogger('silent');
    const apps = await Promise.all([1, 2, 3].map(() => createApp(config, logger)));
    const { rows } = await sql<{
      customers: number;
    }>`select count(*)::int as customers from customer`.execute(apps[0]!.store.db);
    expect(rows).toEqual([{ customers: (await demoOrganisation()).customers.length }]);
    await Promise.all(apps.map((app) => app.close()));
  });

  it('answers a ping while every connection of its pool is taken', async () => {
    const store = await openServerStore(url(), { poolSize: 1 });
    await store.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await store.ping();
    });
    await store.close();
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
  });

  it('refuses what the domain forbids, from every writer', async () => {
    const store = await openServerStore(url(), { poolSize: 1 });
    await sql`insert into organisation values (77, 'Checked', 'UTC')`.execute(store.db);
    await sql`insert into program values (77, 1, 'P', true)`.execute(store.db);
    const promotion = (columns: string) =>
      sql
        .raw(
          `insert into promotion (organisation_id, promotion_id, program_id,
      name, kind, starts_at, ends_at, enrolment_limit) values (77, ${columns})`,
        )
        .execute(store.db);
    await expect(promotion(`1, 1, 'x', 'OTHER', '2026-01-01', '2027-01-01', 1`)).rejects.toThrow(/check/);
    await expect(promotion(`1, 1, 'x', 'GENERIC', '2027-01-01', '2026-01-01', 1`)).rejects.toThrow(/check/);
    await expect(promotion(`1, 1, 'x', 'GENERIC', '2026-01-01', '2027-01-01', 101`)).rejects.toThrow(/check/);
    await expect(promotion(`1, 2, 'x', 'GENERIC', '2026-01-01', '2027-01-01', 1`)).rejects.toThrow(
      /foreign key/,
    );
    await store.close();
  });
});

describeWithPostgres('a store whose server goes away', () => {
  it('says that it is unavailable, and works again when the server is back', async () => {
    const server = await startPostgresServer();
    const store = await openServerStore(server.url, { poolSize: 2, onIdleError: () => undefined });
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(store.db);
    await sql`select 1`.execute(store.db);
    await store.ping();
    await server.stop();
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it('does not wait for ever for a server that says nothing, and works again on a new connection', async () => {
    const server = await startPostgresServer();
    const line = await interruptibleLine(server.url);
    const store = await openServerStore(line.url, { poolSize: 1, timeoutMs: 2_000 });
    await sql`select 1`.execute(store.db);
    line.interrupt();
    const work = store.db.transaction().execute((trx) => sql`select 1`.execute(trx));
    await expect(work).rejects.toThrow(StoreUnavailable);
    await sql`select 1`.execute(store.db);
    await store.close();
    line.close();
    await server.stop();
  });
});

/** A way to a server on which, from an interruption on, what is sent is lost, on connections that are open already. */
async function interruptibleLine(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near.pipe(far), far.pipe(near)]) sockets.add(socket.on('error', () => undefined));
  });
  await once(line.listen(0, '127.0.0.1'), 'listening');
  const through = new URL(url);
  through.port = String((line.address() as AddressInfo).port);
  return {
    url: through.href,
    interrupt: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      line.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
