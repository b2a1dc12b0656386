import { totalmem } from 'node:os';
import pg from 'pg';
import { startPostgresServer } from '../../test/support/postgres-server.js';

const MEGABYTE = 1024 * 1024;
const LARGEST_BUFFERS_MB = 2_048;

/** A PostgreSQL server of our own on loopback, which loses nothing that it has confirmed. */
export interface BenchServer {
  readonly pid: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Creates a database. @returns its URL */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Durable as in production: fsync, synchronous_commit and full_page_writes are on. Memory is set to the machine, and
 * checkpoints do not fall into a measurement, as one is made before each.
 */
export async function startBenchServer(): Promise<BenchServer> {
  const quarterMb = Math.floor(totalmem() / MEGABYTE / 4);
  const settings = {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: `${Math.min(quarterMb, LARGEST_BUFFERS_MB)}MB`,
    max_connections: '400',
    max_wal_size: '16GB',
    checkpoint_timeout: '1h',
  };
  const server = await startPostgresServer({ settings });
  return {
    pid: server.pid,
    settings,
    createDatabase: async (name) => {
      await withClient(server.url, (client) => client.query(`create database ${name}`));
      return server.url.replace(/postgres$/, name);
    },
    stop: () => server.stop(),
  };
}

/** Lends a connection. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
