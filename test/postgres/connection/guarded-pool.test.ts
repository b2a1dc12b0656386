import type { PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { guardPool } from '../../../src/postgres/connection/guarded-pool.js';

interface Sent {
  readonly text: string;
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
}

/** What the driver reads from a query. */
interface SentQuery {
  readonly text: string;
  readonly callback: (error: Error | null, result?: object) => void;
}

let sent: Sent[];
let client: PostgresPoolClient;
const texts = () => sent.map(({ text }) => text);

beforeEach(async () => {
  sent = [];
  const driver = {
    query: ({ text, callback }: SentQuery) => {
      const answer = () => callback(null, { command: '', rowCount: 0, rows: [] });
      sent.push({ text, answer, fail: callback });
    },
    release: () => undefined,
  };
  const pool = { connect: async () => driver, options: {} } as unknown as pg.Pool;
  client = await guardPool(pool).connect();
});

/** Everything that is to happen without an answer has happened then. */
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('BEGIN', () => {
  it('is sent together with the read behind it', async () => {
    await client.query('begin', []);
    const read = client.query('select 1', []);
    await soon();
    expect(texts()).toEqual(['begin', 'select 1']);
    for (const { answer } of sent) answer();
    await expect(read).resolves.toMatchObject({ rows: [] });
  });

  it.each(['insert into t values (1)', 'with act as (select 1) insert into t select * from act', 'commit'])(
    'is waited for before %s, which must not be done outside of the transaction',
    async (statement) => {
      await client.query('begin', []);
      const write = client.query(statement, []);
      await soon();
      expect(texts()).toEqual(['begin']);
      sent[0]?.answer();
      await soon();
      sent[1]?.answer();
      await write;
      expect(texts()).toEqual(['begin', statement]);
    },
  );

  it('that fails fails what is behind it, and nothing is written', async () => {
    const failure = new Error('canceling statement due to user request');
    await client.query('begin', []);
    const write = client.query('insert into t values (1)', []);
    sent[0]?.fail(failure);
    await expect(write).rejects.toBe(failure);
    expect(texts()).toEqual(['begin']);

    await client.query('begin', []);
    const read = client.query('select 1', []);
    await soon();
    sent[1]?.fail(failure);
    sent[2]?.answer();
    await expect(read).rejects.toBe(failure);
  });
});
