import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';

/** An empty database of its own on the server of this test run. */
export interface TestDatabase {
  readonly url: string;
  /** Ends the connections that are left, and deletes the database. */
  drop(): Promise<void>;
}

export async function createDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  if (server === null) throw new Error('no PostgreSQL server: stand inside describeWithPostgres');
  const name = `promotion_gateway_test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${name} template template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `drop database if exists ${name} with (force)`) };
}

/**
 * A `describe` with a fresh database, the same one for all its tests; skipped when there is no server.
 * @param tests called with the way to that database's URL, which can be asked from a hook or a test on
 */
export function describeWithPostgres(name: string, tests: (url: () => string) => void): void {
  describe.skipIf(inject('postgresUrl') === null)(name, () => {
    let database: TestDatabase | null = null;
    beforeAll(async () => {
      database = await createDatabase();
    });
    afterAll(async () => {
      await database?.drop();
    });
    tests(() => {
      if (database === null) throw new Error('the database is there only within hooks and tests');
      return database.url;
    });
  });
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
