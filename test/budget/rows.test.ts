import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';

const CUSTOMERS = 20_000;

interface Work {
  /** Rows that were fetched from tables, through indexes or not. */
  readonly read: number;
  readonly written: number;
  /** Times that an index was searched. */
  readonly searches: number;
}

/** What a customer may cost the store, counted rather than timed: see docs/performance.md. */
describeWithPostgres('the work that a call of 100 customers gives to PostgreSQL', (url) => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    // Statistics of a session are flushed on that session: a pool of one has the session that wrote.
    gateway = await openGateway({ databaseUrl: url(), poolSize: 1 });
    const kinds = ['ENROL_AND_ISSUE', 'DIRECT_ISSUE'] as const;
    const promotions = kinds.map((kind, i) =>
      aPromotion({ promotionId: String(500 + i), promoIdentifier: null, kind }),
    );
    organisation = await gateway.organisation({ promotions, customers: [] });
    await sql`insert into customer
      select ${organisation.organisationId}::bigint, n from generate_series(1, ${CUSTOMERS}::int) n`.execute(
      gateway.store.db,
    );
  });
  afterAll(() => gateway.close());

  const tables = ['customer', 'enrolment', 'earning', 'outbox'];
  async function workSoFar(relations: readonly string[] = tables): Promise<Work> {
    await sql`select pg_stat_force_next_flush()`.execute(gateway.store.db);
    const { rows } = await sql<Record<keyof Work, string>>`
      select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read) as read, sum(n_tup_ins + n_tup_upd) as written,
        sum(coalesce(idx_scan, 0)) as searches
      from pg_stat_user_tables where relname = any(${relations})`.execute(gateway.store.db);
    const [row] = rows;
    return { read: Number(row?.read), written: Number(row?.written), searches: Number(row?.searches) };
  }

  let next = 0;
  async function workOf(action: string, promotionId: number, numbers: readonly number[]): Promise<Work> {
    const before = await workSoFar();
    const response = await organisation.bulk({
      type: 'CUSTOMER',
      bulkAction: action,
      promotionDetails: { programId: 10, promotionId },
      identifierName: 'id',
      customers: numbers.map((n) => ({ identifierValue: String(n), source: 'INSTORE' })),
    });
    expect(response.json()).toMatchObject({ totalCount: 100, failureCount: 0 });
    const after = await workSoFar();
    return {
      read: after.read - before.read,
      written: after.written - before.written,
      searches: after.searches - before.searches,
    };
  }

  const fresh = () => Array.from({ length: 100 }, () => ++next);

  it('is bounded for each, however large the tables have grown since the statements were planned', async () => {
    for (let rounds = 0; rounds < 12; rounds++) {
      const enrolled = fresh();
      await workOf('ENROL', 500, enrolled);
      await workOf('EARN', 500, enrolled);
      await workOf('EARN', 501, fresh());
    }
    // Searched: the customer, where it stands, whether the ordinal is taken, and the customer as a foreign key.
    const enrolled = Array.from({ length: 3 }, fresh);
    expectAtMost(await leastOf((i) => workOf('ENROL', 500, enrolled[i] ?? [])), {
      read: 200,
      searches: 400,
      written: 100,
    });
    expectAtMost(await leastOf((i) => workOf('EARN', 500, enrolled[i] ?? [])), {
      read: 300,
      searches: 500,
      written: 100,
    });
    expectAtMost(await leastOf(() => workOf('EARN', 501, fresh())), {
      read: 300,
      searches: 700,
      written: 200,
    });
  });

  it('with a key does not grow with the keys that are kept', async () => {
    const enrol = async () => {
      const input = {
        programId: '10',
        promotionId: '500',
        identifierName: 'ID',
        idempotencyKey: `key-${++next}`,
        customers: [{ identifierValue: String(next), source: 'INSTORE' }],
      };
      const answer = await organisation.graphql(
        'mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }',
        { input },
      );
      expect(answer.json()).toMatchObject({ data: { enrolCustomers: { status: 'SUCCESS' } } });
    };
    for (let calls = 0; calls < 12; calls++) await enrol();
    await sql`insert into idempotency_record
      (organisation_id, client_id, action, key, fingerprint, request_id, answer, recorded_at)
      select organisation_id, client_id, action, key || n, fingerprint, request_id, answer, recorded_at
      from idempotency_record, generate_series(1, 500) n`.execute(gateway.store.db);
    const read = await leastOf(async () => {
      const before = await workSoFar(['idempotency_record']);
      await enrol();
      const after = await workSoFar(['idempotency_record']);
      return { read: after.read - before.read, searches: after.searches - before.searches, written: 0 };
    });
    expectAtMost(read, { read: 0, searches: 2, written: 0 });
  });
});

/** The least of three times: the server's own housekeeping counts as well. */
async function leastOf(work: (times: number) => Promise<Work>): Promise<Work> {
  const done = [await work(0), await work(1), await work(2)];
  const least = (figure: keyof Work) => Math.min(...done.map((one) => one[figure]));
  return { read: least('read'), searches: least('searches'), written: least('written') };
}

function expectAtMost(work: Work, bound: Work): void {
  expect(work.read).toBeLessThanOrEqual(bound.read);
  expect(work.searches).toBeLessThanOrEqual(bound.searches);
  expect(work.written).toBeLessThanOrEqual(bound.written);
}
