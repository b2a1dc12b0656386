import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { promotionLedger } from '../../src/postgres/ledger/promotion-ledger.js';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';
import { useTwoGateways, type BulkAnswer, type TwoGateways } from './two-gateways.js';

const customersFrom = (start: number, number: number, step = 1) =>
  Array.from({ length: number }, (_, i) => String(1_001 + ((start + i * step) % number)));

describeWithPostgres('many at once on PostgreSQL', (url) => {
  const pair = useTwoGateways(url);
  limitsHold(pair);
  keysActOnce(pair);
  revocationsAreCounted(pair);
});

function limitsHold(pair: TwoGateways): void {
  it.each([1, 10, 100])(
    'records exactly the limit of %i in 100 parallel earns of one customer',
    async (earnLimit) => {
      await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit }));
      const items = await pair.inParallel(100, (gateway) => pair.bulk(gateway, 'EARN', ['1001']));
      const earned = items.flatMap(({ result }) => result?.earnedId ?? []);
      expect(earned).toHaveLength(earnLimit);
      expect(earned.sort()).toEqual(await pair.storedIds('earning', 'earned_id'));
      expect(await pair.storedIds('enrolment', 'issual_id')).toHaveLength(1);
    },
  );

  it('records every one of 100 parallel earns of one customer without a limit', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null }));
    const items = await pair.inParallel(100, (gateway) => pair.bulk(gateway, 'EARN', ['1001']));
    expect(new Set(items.map(({ result }) => result?.earnedId)).size).toBe(100);
  });

  it('records exactly the limit of the promotion as a whole, however many customers come', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null, totalEarnLimit: 37 }));
    const items = await pair.inParallel(60, (gateway, i) =>
      pair.bulk(gateway, 'EARN', [String(1_001 + i), String(1_002 + i)]),
    );
    const earned = items.flatMap(({ result }) => result?.earnedId ?? []);
    expect(earned).toHaveLength(37);
    expect(earned.sort()).toEqual(await pair.storedIds('earning', 'earned_id'));
  });

  it('neither deadlocks nor contradicts the store when 8 clients send overlapping batches of 100', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null }));
    const until = performance.now() + 10_000;
    const earned: string[] = [];
    const client = async (gateway: TestGateway, seed: number) => {
      for (let n = seed; performance.now() < until; n += 8) {
        const customerIds = Array.from({ length: 100 }, (_, i) =>
          String(1_001 + ((n * 53 + i * (1 + (n % 7))) % 400)),
        );
        const { response } = await pair.bulk(gateway, 'EARN', customerIds);
        expect(response.map(({ result }) => String(result?.entityId))).toEqual(customerIds);
        earned.push(...response.flatMap(({ result }) => result?.earnedId ?? []));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => client(i % 2 ? pair.first : pair.second, i)));
    expect(earned.length).toBeGreaterThan(100);
    expect(earned.sort()).toEqual(await pair.storedIds('earning', 'earned_id'));
    await pair.expectNoDeadlock();
  });
}

function keysActOnce(pair: TwoGateways): void {
  it('acts once for a key that is sent 50 times at once and 50 times after, to two gateways', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null }));
    const fifty = () =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          pair.send(i % 2 ? pair.first : pair.second, 'EARN', customersFrom(0, 20), { key: 'fifty' }),
        ),
      );
    const atOnce = await fifty();
    const answered = atOnce.filter(({ statusCode }) => statusCode === 200);
    const [body] = answered.map((answer) => answer.body);
    expect(answered.map((answer) => answer.body)).toEqual(answered.map(() => body));
    const original = answered.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    expect(original).toHaveLength(1);
    for (const { statusCode, headers, json } of atOnce.filter((answer) => !answered.includes(answer))) {
      expect([statusCode, headers['retry-after']]).toEqual([409, '1']);
      expect(json()).toMatchObject({ response: [{ errors: [{ code: 409 }] }], failureCount: 1 });
    }
    for (const answer of await fifty()) {
      expect([answer.statusCode, answer.body, answer.headers['idempotency-replayed']]).toEqual([
        200,
        body,
        'true',
      ]);
    }
    const { response } = JSON.parse(body ?? '') as BulkAnswer;
    expect(response.map(({ result }) => result?.earnedId).sort()).toEqual(
      await pair.storedIds('earning', 'earned_id'),
    );
    expect(response).toHaveLength(20);
  });

  it('does not wait for a call that has the key, on whichever gateway, and holds no other up', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null }));
    const { organisationId, till } = pair.organisation;
    const { rows } = await sql<{ client_id: string }>`
      select client_id from api_client where key = ${till}`.execute(pair.first.store.db);
    const origin = {
      organisationId,
      now: new Date(TEST_NOW),
      calls: [{ clientId: rows[0]?.client_id ?? '', requestId: 'held' }],
      subject: 'held',
    };
    await promotionLedger(pair.first.store.db).transaction(origin, async (transaction) => {
      expect(await transaction.recall([{ call: 0, action: 'EARN', key: 'held' }])).toEqual([
        { status: 'new' },
      ]);
      for (const gateway of [pair.first, pair.second]) {
        const answer = await pair.send(gateway, 'EARN', ['1001'], { key: 'held' });
        expect([answer.statusCode, answer.headers['retry-after']]).toEqual([409, '1']);
        expect((await pair.send(gateway, 'EARN', ['1001'], { key: 'free' })).statusCode).toBe(200);
        expect((await pair.send(gateway, 'REVOKE_EARN', ['1002'], { key: 'held' })).statusCode).toBe(200);
      }
    });
    const answer = await pair.send(pair.second, 'EARN', ['1001'], { key: 'held' });
    expect([answer.statusCode, answer.headers['idempotency-replayed']]).toEqual([200, undefined]);
    expect(await pair.liveEarnings()).toBe(2);
  });

  it('acts once for each of many keys whose calls come in twos, and for no other', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null }));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        pair.send(i % 2 ? pair.first : pair.second, 'EARN', ['1001'], { key: `pair-${i >> 1}` }),
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode !== 200 && statusCode !== 409)).toEqual([]);
    expect(await pair.liveEarnings()).toBe(30);
  });
}

function revocationsAreCounted(pair: TwoGateways): void {
  it.each([null, 100])(
    'lets exactly one of many take the same earnings back, or the same enrolment, %s in all',
    async (totalEarnLimit) => {
      await pair.given(aPromotion({ earnLimit: null, totalEarnLimit }));
      const customers = customersFrom(0, 10);
      await pair.bulk(pair.first, 'ENROL', customers);
      await pair.bulk(pair.first, 'EARN', customers);
      const { response } = await pair.bulk(pair.first, 'EARN', customers);
      const [earnedId = ''] = response.flatMap(({ result }) => result?.earnedId ?? []);

      const named = await pair.inParallel(30, (gateway) =>
        pair.bulk(gateway, 'REVOKE_EARN', ['1001'], [earnedId]),
      );
      expect(named.flatMap(({ result }) => result?.revokedEarnIds ?? [])).toEqual([Number(earnedId)]);
      expect(named.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(
        Array<number>(29).fill(8903),
      );

      // In one order and the other.
      const all = await pair.inParallel(30, (gateway, i) =>
        pair.bulk(gateway, 'REVOKE_EARN', i % 4 < 2 ? customers : [...customers].reverse()),
      );
      const revoked = all.flatMap(({ result }) => result?.revokedEarnIds ?? []);
      expect([...revoked, Number(earnedId)].map(String).sort()).toEqual(
        await pair.storedIds('earning', 'earned_id'),
      );
      expect(await pair.liveEarnings()).toBe(0);
      if (totalEarnLimit !== null) expect(await pair.totalEarned()).toBe(0);

      const enrolments = await pair.inParallel(30, (gateway, i) =>
        pair.bulk(gateway, 'REVOKE_ENROL', i % 4 < 2 ? customers : [...customers].reverse()),
      );
      expect(
        enrolments
          .flatMap(({ result }) => result?.revokedIssualId ?? [])
          .map(String)
          .sort(),
      ).toEqual(await pair.storedIds('enrolment', 'issual_id'));
      await pair.expectNoDeadlock();
    },
  );

  it('counts correctly what the promotion as a whole has left while customers earn and revoke at once', async () => {
    await pair.given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null, totalEarnLimit: 37 }));
    for (const round of [1, 2, 3]) {
      await pair.inParallel(60, (gateway, i) =>
        pair.bulk(gateway, i % 3 === round % 3 ? 'REVOKE_EARN' : 'EARN', customersFrom(i, 7, 1 + (i % 5))),
      );
      const live = await pair.liveEarnings();
      expect(live).toBeLessThanOrEqual(37);
      expect(await pair.totalEarned()).toBe(live);
    }
    // What is left is there to be earned, and no more.
    await pair.inParallel(40, (gateway) => pair.bulk(gateway, 'EARN', ['1001']));
    expect([await pair.liveEarnings(), await pair.totalEarned()]).toEqual([37, 37]);
    await pair.expectNoDeadlock();
  });

  // Without a limit of the promotion as a whole there is no one row that all of them wait for.
  it.each([null, 100_000])(
    'leaves no live earning under a revoked enrolment when both come at once, %s in all',
    async (totalEarnLimit) => {
      await pair.given(aPromotion({ enrolmentLimit: null, earnLimit: null, totalEarnLimit }));
      const until = performance.now() + 6_000;
      const actions = ['ENROL', 'EARN', 'REVOKE_ENROL', 'EARN', 'REVOKE_EARN', 'REVOKE_ENROL'];
      const done = new Map<string, number>();
      const codes = new Set<number>();
      const client = async (gateway: TestGateway, seed: number) => {
        for (let n = seed; performance.now() < until; n += 1) {
          const action = actions[(n * 7 + seed) % actions.length] ?? '';
          const { response } = await pair.bulk(gateway, action, customersFrom(n, 11, 1 + (n % 10)));
          const successes = response.filter(({ result }) => result).length;
          done.set(action, (done.get(action) ?? 0) + successes);
          for (const { errors } of response) for (const { code } of errors) codes.add(code);
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, i) => client(i % 2 ? pair.first : pair.second, i)));
      const orphans = await pair.count(sql`select count(*) from earning join enrolment
      using (organisation_id, promotion_id, customer_id)
      where organisation_id = ${pair.organisation.organisationId}
        and enrolment.ordinal = enrolment_ordinal
        and earning.revoked_at is null and enrolment.revoked_at is not null`);
      expect(orphans).toBe(0);
      expect([...done.keys()].sort()).toEqual([...new Set(actions)].sort());
      expect(Math.min(...done.values())).toBeGreaterThan(10);
      // Nothing but what the rules say: above all no 8896.
      expect([...codes].sort()).toEqual([2305, 8903]);
      if (totalEarnLimit !== null) expect(await pair.totalEarned()).toBe(await pair.liveEarnings());
      await pair.expectNoDeadlock();
    },
  );
}

describe('many at once on the embedded store', () => {
  it('records exactly the limit in 30 parallel earns of one customer', async () => {
    const gateway = await openGateway();
    const organisation = await gateway.organisation({
      promotions: [aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 3 })],
    });
    const body = {
      type: 'CUSTOMER',
      bulkAction: 'EARN',
      promotionDetails: { programId: 10, promotionId: 500 },
      identifierName: 'id',
      customers: [{ identifierValue: '1001', source: 'ALL' }],
    };
    const answers = await Promise.all(Array.from({ length: 30 }, () => organisation.bulk(body)));
    const items = answers.flatMap((answer) => answer.json<BulkAnswer>().response);
    expect(items.filter(({ result }) => result?.earnedId)).toHaveLength(3);
    await gateway.close();
  });
});
