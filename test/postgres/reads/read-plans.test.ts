import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { describeWithPostgres } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';

const CUSTOMERS = 20_000;
const LARGE_TABLES = ['customer', 'customer_identifier', 'enrolment', 'earning'];

describeWithPostgres('the plans of reading', (url) => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;

  beforeAll(async () => {
    gateway = await openGateway({ databaseUrl: url() });
    organisation = await gateway.organisation({ promotions: [aPromotion()], customers: [] });
    const { organisationId } = organisation;
    const { db } = gateway.store;
    await sql`insert into customer
      select ${organisationId}::bigint, n from generate_series(1, ${CUSTOMERS}::int) n`.execute(db);
    await sql`insert into enrolment
        (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id)
      select ${organisationId}::bigint, 500, n, 1, '2026-03-01', 1, 'r' from generate_series(1, ${CUSTOMERS}::int) n`.execute(
      db,
    );
    await sql`insert into earning
        (organisation_id, promotion_id, customer_id, ordinal, enrolment_ordinal, earned_at, client_id, request_id)
      select ${organisationId}::bigint, 500, n, 1, 1, '2026-03-01', 1, 'r' from generate_series(1, ${CUSTOMERS}::int) n`.execute(
      db,
    );
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

  it.each(['before anything is known of the tables', 'once they are analysed'])(
    'read no large table from end to end, %s',
    async (when) => {
      if (when.startsWith('once')) await sql`analyze`.execute(gateway.store.db);
      const before = await wholeTableReads();
      for (let batch = 0; batch < 5; batch++) {
        const fields = Array.from({ length: 100 }, (_, i) => batch * 100 + i + 1).map(
          (n) => `c${n}: loyaltyCustomer(identifierName: ID, identifierValue: "${n}", source: ALL) { ...C }`,
        );
        const answer = await organisation.graphql(`{ ${fields.join(' ')} }
          fragment C on Customer { promotions(first: 5) { edges { node { enrolments { edges { node { earnings { edges { node { earnedId } } } } } } } } } }`);
        expect(answer.json()).toMatchObject({
          data: {
            [`c${batch * 100 + 1}`]: {
              promotions: {
                edges: [
                  { node: { enrolments: { edges: [{ node: { earnings: { edges: [{ node: {} }] } } }] } } },
                ],
              },
            },
          },
        });
      }
      expect(await wholeTableReads()).toEqual(before);
    },
  );
});
