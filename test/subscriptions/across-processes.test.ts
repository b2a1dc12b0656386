import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { createOrganisation, type TestOrganisation } from '../support/organisation.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';
import { act, connectAs } from '../support/subscribing.js';

describeWithPostgres('two gateways on one PostgreSQL', (url) => {
  let here: TestGateway;
  let there: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    const options = { databaseUrl: url(), config: { subscriptions: true } };
    here = await openGateway(options);
    there = await openGateway(options);
    const organisation = { promotions: [aPromotion({ enrolmentLimit: 10 })] };
    caller = await createOrganisation(here.app.server, here.store.db, organisation);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
  });

  const subscribe = async () => {
    const socket = await connectAs(there, caller.authorization);
    socket.subscribe('1');
    await vi.waitFor(() => expect(there.changes?.watching).toBe(1), { timeout: 20_000 });
    return socket;
  };

  it('notify each other of what they record through either door', async () => {
    const socket = await subscribe();
    await caller.graphql(act('enrolCustomers'));
    await expect(socket.next()).resolves.toMatchObject({
      payload: { data: { customerPromotionChanged: { enrolmentsUsed: 1 } } },
    });
    await caller.bulk({
      type: 'CUSTOMER',
      bulkAction: 'EARN',
      promotionDetails: { programId: 10, promotionId: 500 },
      identifierName: 'mobile',
      customers: [{ identifierValue: '919000001001', source: 'INSTORE' }],
    });
    await expect(socket.next()).resolves.toMatchObject({
      payload: { data: { customerPromotionChanged: { earningsUsed: 1 } } },
    });
    socket.socket.close();
  });

  it('end subscriptions when they cannot hear each other, and take them again as soon as they can', async () => {
    await vi.waitFor(() => expect(there.changes?.watching).toBe(0), { timeout: 20_000 });
    const socket = await subscribe();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'promotion-gateway changes' and datname = current_database()`.execute(
      here.store.db,
    );
    await expect(socket.closed).resolves.toBe(1013);
    const again = await vi.waitFor(
      async () => {
        const next = await connectAs(there, caller.authorization);
        next.subscribe('1');
        await vi
          .waitFor(() => expect(there.changes?.watching).toBe(1), { timeout: 300 })
          .catch((error: unknown) => {
            next.socket.close();
            throw error;
          });
        return next;
      },
      { timeout: 20_000 },
    );
    await caller.graphql(act('enrolCustomers'));
    await expect(again.next()).resolves.toMatchObject({ type: 'next' });
    again.socket.close();
    const warnings = there.log.filter(
      ({ msg }) => msg === 'The listener for changes failed, and subscriptions end',
    );
    expect(warnings.length).toBeGreaterThan(0);
  });

  it('leave no connection behind when they close', async () => {
    const third = await openGateway({ databaseUrl: url(), config: { subscriptions: true } });
    const listeners = async () =>
      (
        await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
          where application_name = 'promotion-gateway changes' and datname = current_database()`.execute(
          here.store.db,
        )
      ).rows[0]?.n;
    await vi.waitFor(async () => expect(await listeners()).toBe(3), { timeout: 20_000 });
    await third.close();
    await vi.waitFor(async () => expect(await listeners()).toBe(2), { timeout: 20_000 });
  });
});
