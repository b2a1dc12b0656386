import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outbox } from '../../../src/postgres/events/outbox.js';
import type { Store } from '../../../src/postgres/store.js';
import { openServerStore } from '../../../src/postgres/store.js';
import type { Deliver } from '../../../src/service/events/events.js';
import { delayAfter, Relay, type RelayOptions } from '../../../src/service/events/relay.js';
import { openGateway, TEST_NOW, type TestGateway } from '../../support/gateway.js';
import { manualClock } from '../../support/manual-clock.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { openMemoryStore } from '../../support/embedded-store.js';
import { describeWithPostgres } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';
import { startReceiver } from '../../support/webhook-receiver.js';
import { webhook as webhookDelivery } from '../../../src/webhook/webhook.js';

const webhook = { url: 'http://127.0.0.1:1/', secret: Buffer.alloc(32, 7).toString('base64') };

describe('what is recorded', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({ config: { webhook } });
    const promotions = [
      aPromotion({ enrolmentLimit: 2, earnLimit: 2 }),
      aPromotion({ promotionId: '600', promoIdentifier: null, kind: 'DIRECT_ISSUE' }),
    ];
    caller = await gateway.organisation({ promotions });
  });
  afterAll(() => gateway.close());

  async function act(
    url: string,
    bulkAction: string,
    promotionId: number,
    ...ids: string[]
  ): Promise<unknown> {
    const answer = await gateway.app.server.inject({
      method: 'POST',
      url: `/v2/promotion/bulk/${url}`,
      headers: { authorization: caller.authorization },
      payload: {
        type: 'CUSTOMER',
        bulkAction,
        promotionDetails: { programId: 10, promotionId },
        identifierName: 'mobile',
        customers: ids.map((id) => ({ identifierValue: `91900000${id}`, source: 'INSTORE' })),
      },
    });
    return answer.json();
  }

  async function events(): Promise<Record<string, unknown>[]> {
    const { rows } = await sql<Record<string, unknown>>`
      select customer_id, type, data from outbox where organisation_id = ${caller.organisationId}
      order by sequence`.execute(gateway.store.db);
    return rows;
  }

  it('has an event in the same transaction, with ids alone, and a placeholder has none', async () => {
    await act('enrolAndEarn', 'ENROL', 500, '1001', '1001');
    await act('enrolAndEarn', 'EARN', 500, '1001');
    await act('revokeEnrolAndEarn', 'REVOKE_EARN', 500, '1001');
    await act('revokeEnrolAndEarn', 'REVOKE_ENROL', 500, '1001');
    await act('enrolAndEarn', 'EARN', 600, '1002');
    await act('enrolAndEarn', 'EARN', 600, '1002');
    const published = await events();
    expect(published.map(({ customer_id, type }) => `${String(customer_id)} ${String(type)}`)).toEqual([
      '1001 promotion.enrolled',
      '1001 promotion.enrolled',
      '1001 promotion.earned',
      '1001 promotion.earning.revoked',
      '1001 promotion.enrolment.revoked',
      '1002 promotion.earned',
    ]);
    expect(published[2]?.data).toEqual({
      programId: '10',
      promotionId: '500',
      requestId: expect.any(String),
      issualId: expect.any(String),
      earnedId: expect.any(String),
    });
    expect(JSON.stringify(published)).not.toContain('91900000');
  });
});

/** A relay over these events, whose deliveries a test decides about. */
function relayOver(store: Store, deliver: Deliver): RelayOptions & { failures: number } {
  const options = {
    outbox: outbox(store.db),
    deliver,
    random: () => 0,
    failures: 0,
    onFailure: () => {
      options.failures += 1;
    },
    onError: (error: unknown) => expect.unreachable(String(error)),
  };
  return options;
}

/** Delivers what is due now. @returns how many events */
async function relayOnce(options: RelayOptions): Promise<number> {
  const relay = new Relay(options);
  const taken = await relay.takeDue();
  await relay.finish();
  return taken;
}

/** @param attempts earlier ones, after many of which the next comes minutes later */
async function fill(store: Store, count: number, customers: number, attempts = 0): Promise<void> {
  await sql`insert into organisation values (1, 'Told', 'UTC') on conflict do nothing`.execute(store.db);
  await sql`delete from outbox`.execute(store.db);
  await sql`insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, attempts, data)
    select 1, 1 + n % ${customers}::int, 'promotion.earned', ${TEST_NOW}::timestamptz, now(), ${attempts}::int,
      jsonb_build_object('n', n::text)
    from generate_series(1, ${count}::int) n`.execute(store.db);
}

/** As if so long had gone by. What is due already stays so: writing a whole backlog anew takes longer than relaying it. */
async function passTime(store: Store, milliseconds: number): Promise<void> {
  await sql`update outbox set due_at = due_at - ${milliseconds} * interval '1 millisecond'
    where due_at > now()`.execute(store.db);
}

function relaying(name: string, open: () => Promise<Store>): void {
  describe(`the relay on ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('delivers the events of a customer one after the other, in order', async () => {
      await fill(store, 6, 2);
      const delivered: string[] = [];
      const relay = relayOver(store, async ({ customerId, data }) => {
        delivered.push(`${customerId}:${data.n ?? ''}`);
      });
      expect(await relayOnce(relay)).toBe(2);
      while ((await relayOnce(relay)) > 0);
      expect(delivered.filter((text) => text.startsWith('1:'))).toEqual(['1:2', '1:4', '1:6']);
      expect(delivered.filter((text) => text.startsWith('2:'))).toEqual(['2:1', '2:3', '2:5']);
    });

    it('holds back the later events of a customer whose event fails, and those of no other customer', async () => {
      await fill(store, 4, 2, 20);
      let down = true;
      const delivered: string[] = [];
      const relay = relayOver(store, async ({ customerId, data }) => {
        if (down && customerId === '1') throw new Error('down');
        delivered.push(data.n ?? '');
      });
      while ((await relayOnce(relay)) > 0);
      expect(delivered).toEqual(['1', '3']);
      down = false;
      expect(await relayOnce(relay)).toBe(0);
      await passTime(store, delayAfter(21, 0));
      while ((await relayOnce(relay)) > 0);
      expect(delivered).toEqual(['1', '3', '2', '4']);
    });

    it('postpones the later events of a customer along with one that fails, and looks through no backlog', async () => {
      await fill(store, 6, 2, 20);
      const relay = relayOver(store, ({ customerId }) =>
        customerId === '1' ? Promise.reject(new Error('down')) : Promise.resolve(),
      );
      while ((await relayOnce(relay)) > 0);
      const { rows } = await sql<{ due: string; left: string }>`
        select count(*) as left, count(*) filter (where due_at <= now()) as due
        from outbox`.execute(store.db);
      expect(rows.map(({ left, due }) => [Number(left), Number(due)])).toEqual([[3, 0]]);
    });

    it('takes an event again when the process that took it has died', async () => {
      await fill(store, 1, 1);
      const relay = relayOver(store, () => Promise.resolve());
      expect(await relay.outbox.take(60_000, 10)).toHaveLength(1);
      expect(await relayOnce(relay)).toBe(0);
      await passTime(store, 60_000);
      expect(await relayOnce(relay)).toBe(1);
    });
  });
}

relaying('the embedded store', () => openMemoryStore());

describeWithPostgres('with a server', (url) => {
  relaying('PostgreSQL', () => openServerStore(url(), { poolSize: 4 }));

  it('loses none of 10,000 events to a receiver that fails one request in five, on two processes', async () => {
    const stores = await Promise.all([1, 2].map(() => openServerStore(url(), { poolSize: 8 })));
    await fill(stores[0]!, 10_000, 400);
    const taken = new Map<string, number>();
    const inOrder = new Map<string, number[]>();
    let requests = 0;
    // Half of the failures come before the receiver has taken the event, half after: these are delivered again.
    const receiver = await startReceiver((response, { body }) => {
      requests += 1;
      if (requests % 10 !== 0) {
        const { id, subject, data } = JSON.parse(body) as {
          id: string;
          subject: string;
          data: { n: string };
        };
        const count = taken.get(id) ?? 0;
        taken.set(id, count + 1);
        if (count === 0) inOrder.set(subject, [...(inOrder.get(subject) ?? []), Number(data.n)]);
      }
      response.writeHead(requests % 5 === 0 ? 500 : 204).end();
    });
    const deliver = webhookDelivery({
      url: receiver.url,
      secret: webhook.secret,
      clock: manualClock(TEST_NOW),
    });
    const relays = stores.map((store) => relayOver(store, deliver));
    const left = async () => (await sql`select from outbox limit 1`.execute(stores[0]!.db)).rows.length;
    while ((await left()) > 0) {
      await Promise.all(relays.map(relayOnce));
      // Long enough that a failed event is due again soon, and too short for any lease to expire.
      await passTime(stores[0]!, 1_000);
    }
    expect(taken.size).toBe(10_000);
    expect([...taken.values()].some((count) => count > 1)).toBe(true);
    for (const numbers of inOrder.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    await Promise.all([receiver.close(), ...stores.map((store) => store.close())]);
  }, 120_000);
});

describe('the delay after a failed delivery', () => {
  it.each([
    [1, 500, 1_000],
    [2, 1_000, 2_000],
    [5, 8_000, 16_000],
    [9, 128_000, 256_000],
    [10, 150_000, 300_000],
    [1_000, 150_000, 300_000],
  ])('number %i is from %i to %i ms', (attempts, least, most) => {
    expect(delayAfter(attempts, 0)).toBe(least);
    expect(delayAfter(attempts, 1)).toBe(most);
  });
});
