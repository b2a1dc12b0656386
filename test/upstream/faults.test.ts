import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import type { BulkOutcome } from '../../src/service/promotion-service.js';
import { openMemoryStore } from '../support/embedded-store.js';
import type { TestOrganisation } from '../support/organisation.js';
import { openPlatform, tillOf, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';
import { unusedPort } from '../support/unused-port.js';
import { openFaultProxy, type FaultProxy, type TcpFault } from './fault-proxy.js';
import {
  aRequestOf,
  aCommand,
  caller,
  openTestUpstream,
  timed,
  verdictsOf,
  withRequest,
  type TestUpstream,
} from './service.js';

const MOBILES = ['919000001001', '919000001002', '919000001003'];
const TIMEOUT_MS = 2_000;
/** For a machine that is busy with something else. */
const SLACK_MS = 700;
/** With the time for reconciling. */
const WHOLE_MS = 1.3 * TIMEOUT_MS;

const http = (status: string, type: string, body: string, more = '') =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n${more}connection: close\r\n\r\n${body}`;
const one = '{"result":{"entityId":1,"issualId":"1"},"errors":[],"warnings":[]}';

/** What can go wrong once a connection is made; and whether the platform acts all the same. */
const faults: readonly (readonly [string, TcpFault, acts: boolean])[] = [
  ['a reset after the request', { kind: 'resetAfterRequest' }, true],
  ['an answer cut after 300 bytes', { kind: 'cut', bytes: 300 }, true],
  ['a black hole towards the platform', { kind: 'swallowRequests' }, false],
  ['a black hole back', { kind: 'swallowAnswers' }, true],
  ['an answer that drips', { kind: 'drip', everyMs: 50 }, true],
  ['500', { kind: 'answerInstead', http: http('500 Oops', 'application/json', '{}') }, true],
  [
    '503 with Retry-After',
    { kind: 'answerInstead', http: http('503 Later', 'text/plain', 'later', 'retry-after: 2\r\n') },
    true,
  ],
  [
    'a page of HTML with 200',
    { kind: 'answerInstead', http: http('200 OK', 'text/html', '<h1>Hi</h1>') },
    true,
  ],
  [
    'a wrong number of entries',
    { kind: 'answerInstead', http: http('200 OK', 'application/json', `{"response":[${one},${one}]}`) },
    true,
  ],
];

describe('a platform behind a bad connection', () => {
  let platform: TestPlatform;
  let own: Store;
  let proxy: FaultProxy;
  let organisation: TestOrganisation;
  let upstream: TestUpstream;
  beforeAll(async () => {
    platform = await openPlatform();
    own = await openMemoryStore();
    proxy = await openFaultProxy(platform.url);
  });
  afterAll(async () => {
    await proxy.close();
    await platform.close();
    await own.close();
  });
  beforeEach(async () => {
    // What the platform dates is compared with when it was sent.
    platform.clock.set(new Date().toISOString());
    organisation = await platform.organisation({
      promotions: [
        aPromotion({
          startsAt: new Date('2020-01-01T00:00:00Z'),
          endsAt: new Date('2099-01-01T00:00:00Z'),
          enrolmentLimit: 5,
          earnLimit: 5,
        }),
      ],
    });
    proxy.set(null);
    upstream = openTestUpstream(proxy.url, own, { credential: tillOf(organisation), timeoutMs: TIMEOUT_MS });
    // The platform has checked the credential by then, which takes it a while on purpose.
    await upstream.directoryFor(aCommand([])).find('1', [aKey]);
    return () => upstream.close();
  });

  /** Puts the connection right; the client learns that its old ones are gone. */
  async function restore(): Promise<void> {
    proxy.set(null);
    await sleep(50);
  }

  /** How many enrolments each customer of the organisation has that has any. */
  async function effects(): Promise<number[]> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from enrolment where organisation_id = ${organisation.organisationId}
      group by customer_id`.execute(platform.store.db);
    return rows.map(({ count }) => count);
  }

  it('is waited for while it is only slow', async () => {
    proxy.set({ kind: 'latency', ms: 150 });
    const { verdicts } = await timed(upstream.service, aCommand(MOBILES));
    expect(verdicts).toEqual(['enrolled', 'enrolled', 'enrolled']);
    expect(await effects()).toEqual([1, 1, 1]);
  });

  it('is known not to have acted where the connection is refused', async () => {
    const port = await unusedPort();
    const refused = openTestUpstream(`http://127.0.0.1:${port}`, own, { timeoutMs: TIMEOUT_MS });
    const { outcome, ms } = await timed(refused.service, aCommand(MOBILES));
    expect(outcome).toMatchObject({
      status: 'refused',
      refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: expect.any(Number) },
    });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    await refused.close();
  });

  it('acts once where it takes connections again in time', async () => {
    // Retries are a tenth of the requests: these earn two.
    for (let n = 0; n < 20; n++) await upstream.directoryFor(aRequestOf(caller)).find('1', [unknownKey(n)]);
    await proxy.refuse();
    // The client learns that its connections are gone.
    await sleep(50);
    const troubles = upstream.troubles.length;
    const call = upstream.service.execute(aCommand(MOBILES));
    await vi.waitUntil(() => upstream.troubles.length > troubles, { interval: 1 });
    await proxy.accept();
    expect(verdictsOf(await call)).toEqual(['enrolled', 'enrolled', 'enrolled']);
    expect(upstream.troubles.slice(troubles)).toMatchObject([{ code: 'ECONNREFUSED' }]);
    expect(await effects()).toEqual([1, 1, 1]);
  });

  it('has not acted where it resets each connection at once, whether or not something left by then', async () => {
    proxy.set({ kind: 'resetOnConnect' });
    const { verdicts, ms } = await timed(upstream.service, aCommand(MOBILES));
    expect([['UPSTREAM_UNAVAILABLE'], MOBILES.map(() => 'OUTCOME_UNKNOWN')]).toContainEqual(verdicts);
    expect(ms).toBeLessThan(WHOLE_MS + SLACK_MS);
    expect(await effects()).toEqual([]);
  });

  it.each(faults)('after %s is not known to have acted, and is not called again', async (_, fault, acts) => {
    proxy.set(fault);
    const { verdicts, ms } = await timed(upstream.service, aCommand(MOBILES));
    expect(verdicts).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(ms).toBeLessThan(WHOLE_MS + SLACK_MS);
    expect(await effects()).toEqual(acts ? [1, 1, 1] : []);
  });

  it.each(faults)('after %s is asked what it did, once it can be asked', async (_, fault, acts) => {
    proxy.set(fault, 1);
    const { outcome, verdicts, ms } = await timed(upstream.service, aCommand(MOBILES));
    const verdict = acts ? 'enrolled' : 'OUTCOME_UNKNOWN';
    expect(verdicts).toEqual([verdict, verdict, verdict]);
    expect(ms).toBeLessThan(WHOLE_MS + SLACK_MS);
    expect(await effects()).toEqual(acts ? [1, 1, 1] : []);
    if (acts) {
      const customerIds =
        outcome.status === 'settled' && outcome.customers.map(({ customerId }) => customerId);
      expect(customerIds).toEqual(['1001', '1002', '1003']);
    }
  });

  it.each(faults)('after %s is never made to act twice for a key', async (name, fault, acts) => {
    const keyed = { idempotencyKey: `key ${name}`.replaceAll(' ', '-') };
    proxy.set(fault);
    const first = await upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(first)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    await restore();
    const again = await upstream.service.execute(aCommand(MOBILES, keyed));
    const verdict = acts ? 'enrolled' : 'OUTCOME_UNKNOWN';
    expect(verdictsOf(again)).toEqual([verdict, verdict, verdict]);
    expect(again).toHaveProperty('replayOf');
    expect(await effects()).toEqual(acts ? [1, 1, 1] : []);
  });

  it('passes on how soon to try again, where the platform says so', async () => {
    proxy.set(faults.find(([name]) => name.startsWith('503'))![1]);
    const outcome = await upstream.service.execute(aCommand(MOBILES.slice(0, 1)));
    expect(outcome).toMatchObject({
      customers: [{ refusal: { fault: 'OUTCOME_UNKNOWN', retryAfterMs: 2_000 } }],
    });
  });

  it('does not have an earlier enrolment taken for the effect of a lost call', async () => {
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILES)))).toEqual([
      'enrolled',
      'enrolled',
      'enrolled',
    ]);
    proxy.set({ kind: 'swallowRequests' }, 1);
    const { verdicts } = await timed(upstream.service, aCommand(MOBILES));
    expect(verdicts).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(await effects()).toEqual([1, 1, 1]);
  });

  it('is not guessed at for a customer who is named twice', async () => {
    proxy.set({ kind: 'resetAfterRequest' }, 1);
    const twice = await upstream.service.execute(aCommand([MOBILES[0]!, MOBILES[0]!, MOBILES[1]!]));
    expect(verdictsOf(twice)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'enrolled']);
  });

  describe('that lost a revocation', () => {
    const earn = () => withRequest(aCommand(MOBILES), { action: 'EARN' });
    const revoke = (action: string) => withRequest(aCommand(MOBILES), { operation: 'REVOKE', action });
    /** How much the platform has on record that was not taken back. */
    async function kept(table: 'enrolment' | 'earning'): Promise<number> {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.table(table)}
        where organisation_id = ${organisation.organisationId} and revoked_at is null`.execute(
        platform.store.db,
      );
      return rows[0]!.count;
    }
    let earned: BulkOutcome;
    beforeEach(async () => {
      await upstream.service.execute(aCommand(MOBILES));
      earned = await upstream.service.execute(earn());
      expect(verdictsOf(earned)).toEqual(['earned', 'earned', 'earned']);
    });

    it('of earnings is asked whether they are still there', async () => {
      proxy.setForNextWrite({ kind: 'resetAfterRequest' });
      const revoked = await upstream.service.execute(revoke('REVOKE_EARN'));
      expect(await kept('earning')).toBe(0);
      const customers = earned.status === 'settled' ? earned.customers : [];
      expect(revoked).toMatchObject({
        customers: customers.map((customer) => {
          const { customerId, issualId, earnedId } = customer as Extract<
            typeof customer,
            { status: 'earned' }
          >;
          return { status: 'earningsRevoked', customerId, issualId, earnedIds: [earnedId] };
        }),
      });
    });

    it('of earnings does not say that they are gone while they are there', async () => {
      proxy.setForNextWrite({ kind: 'swallowRequests' });
      expect(verdictsOf(await upstream.service.execute(revoke('REVOKE_EARN')))).toEqual(
        MOBILES.map(() => 'OUTCOME_UNKNOWN'),
      );
      expect(await kept('earning')).toBe(3);
    });

    it('of enrolments does not know what was taken back', async () => {
      await upstream.service.execute(revoke('REVOKE_EARN'));
      proxy.setForNextWrite({ kind: 'resetAfterRequest' });
      expect(verdictsOf(await upstream.service.execute(revoke('REVOKE_ENROL')))).toEqual(
        MOBILES.map(() => 'OUTCOME_UNKNOWN'),
      );
      expect(await kept('enrolment')).toBe(0);
    });
  });
});

const unknownKey = (n: number) =>
  ({ identifierName: 'MOBILE', value: `9199999990${n}`, source: 'INSTORE' }) as const;
const aKey = { identifierName: 'MOBILE', value: MOBILES[0]!, source: 'INSTORE' } as const;
