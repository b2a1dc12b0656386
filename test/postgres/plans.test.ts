import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';

const CUSTOMERS = 20_000;
const LARGE_TABLES = ['customer', 'customer_identifier', 'enrolment', 'earning'];

describeWithPostgres('the plans of statements', (url) => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;

  beforeAll(async () => {
    // Statistics of a session are flushed on that session: a pool of one has the session that read.
    gateway = await openGateway({ databaseUrl: url(), poolSize: 1 });
    const promotions = [aPromotion({ enrolmentLimit: 10, earnLimit: 10 })];
    organisation = await gateway.organisation({ promotions, customers: [] });
    const { organisationId } = organisation;
    await sql`insert into customer
      select ${organisationId}::bigint, n from generate_series(1, ${CUSTOMERS}::int) n`.execute(
      gateway.store.db,
    );
    await sql`insert into customer_identifier
      select ${organisationId}::bigint, 'MOBILE', (919000000000 + n)::text, 'INSTORE', n
      from generate_series(1, ${CUSTOMERS}::int) n`.execute(gateway.store.db);
  });
  afterAll(() => gateway.close());

  async function wholeTableReads(): Promise<Record<string, string>> {
    await sql`select pg_stat_force_next_flush()`.execute(gateway.store.db);
    const { rows } = await sql<{ relname: string; seq_scan: string }>`
      select relname, seq_scan from pg_stat_user_tables where relname = any(${LARGE_TABLES})`.execute(
      gateway.store.db,
    );
    return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, seq_scan]));
  }

  it.each([
    ['however little is known of it yet', false],
    ['even where it was small when the server last looked', true],
  ])('read no large table from end to end, %s', async (_, looked) => {
    await sql`truncate enrolment, earning`.execute(gateway.store.db);
    if (looked) {
      await enrolAndEarn(0);
      await sql`analyze`.execute(gateway.store.db);
    }
    const before = await wholeTableReads();
    for (let batch = 0; batch < 20; batch++) await enrolAndEarn(batch);
    expect(await wholeTableReads()).toEqual(before);
  });

  async function enrolAndEarn(batch: number): Promise<void> {
    const numbers = Array.from({ length: 100 }, (_, i) => batch * 100 + i + 1);
    for (const bulkAction of ['ENROL', 'EARN']) {
      const answer = await organisation.bulk({
        type: 'CUSTOMER',
        bulkAction,
        promotionDetails: { programId: 10, promotionId: 500 },
        identifierName: batch % 2 ? 'id' : 'mobile',
        customers: numbers.map((n) => ({
          identifierValue: String(batch % 2 ? n : 919_000_000_000 + n),
          source: 'INSTORE',
        })),
      });
      expect(answer.json()).toMatchObject({ totalCount: 100, failureCount: 0 });
    }
  }
});
