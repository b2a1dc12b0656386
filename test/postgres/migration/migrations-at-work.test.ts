import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../../src/postgres/migration/migrate.js';
import { openServerStore } from '../../../src/postgres/store.js';
import { openGateway } from '../../support/gateway.js';
import { aBody, inStore } from '../../support/operations.js';
import { describeWithPostgres } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';

/** A sample; `MIGRATION_ROWS=2000000` is the whole proof, and takes minutes. */
const ROWS = Number(process.env.MIGRATION_ROWS ?? 20_000);

describeWithPostgres('a gateway that is at work while another one migrates its store', (url) => {
  it('answers every call, and none of the rows is lost', async () => {
    const old = await openGateway({ databaseUrl: url(), poolSize: 4 });
    const caller = await old.organisation({ promotions: [aPromotion({ enrolmentLimit: null })] });
    const { organisationId } = caller;
    const { db } = old.store;
    // The store of the version before: without the constraints and indexes of later migrations.
    for (let from = 10_001; from <= 10_000 + ROWS; from += 50_000) {
      const customers = sql`generate_series(${from}::int, ${Math.min(from + 49_999, 10_000 + ROWS)}::int) n`;
      await sql`insert into customer select ${organisationId}::bigint, n from ${customers}`.execute(db);
      await sql`insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id,
        request_id) select ${organisationId}::bigint, 500, n, 1, now(), 1, 'r' from ${customers}`.execute(db);
    }
    const constraints = await sql<{
      text: string;
    }>`select 'alter table ' || conrelid::regclass || ' drop constraint ' || conname as text
      from pg_constraint where contype = 'c' and conname ~ '_is_' and connamespace = current_schema()::regnamespace`.execute(
      db,
    );
    for (const { text } of constraints.rows) await sql.raw(text).execute(db);
    await sql`delete from migration where name = '0007-narrow-columns'`.execute(db);

    let isMigrating = true;
    let longestMs = 0;
    let calls = 0;
    const work = async (customer: string) => {
      while (isMigrating) {
        const begun = performance.now();
        const answer = await caller.bulk(aBody({ customers: inStore(customer) }));
        longestMs = Math.max(longestMs, performance.now() - begun);
        calls += 1;
        expect([answer.statusCode, answer.json<{ failureCount: number }>().failureCount]).toEqual([200, 0]);
      }
    };
    const workers = ['1001', '1002', '1003'].map(work);
    const begun = performance.now();
    // Two at once: one of them migrates.
    const stores = await Promise.all([1, 2].map(() => openServerStore(url(), { poolSize: 2 })));
    const tookMs = performance.now() - begun;
    isMigrating = false;
    await Promise.all(workers);
    if (process.env.MIGRATION_ROWS) {
      console.info(
        `${ROWS} rows: migrated in ${tookMs.toFixed()} ms beside ${calls} calls, the longest of ${longestMs.toFixed()} ms`,
      );
    }
    const left = await sql`select from pg_constraint where not convalidated`.execute(db);
    expect(left.rows).toEqual([]);
    const { rows: done } = await sql<{
      name: string;
    }>`select name from migration where finished_at is not null order by name`.execute(db);
    expect(done.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
    const { rows } = await sql<{
      kept: number;
    }>`select count(*)::int as kept from enrolment where customer_id > 10000`.execute(db);
    expect(rows).toEqual([{ kept: ROWS }]);
    await Promise.all(stores.map((store) => store.close()));
    await old.close();
  }, 600_000);
});
