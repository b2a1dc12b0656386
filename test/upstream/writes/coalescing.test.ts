import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../../src/postgres/store.js';
import { openMemoryStore } from '../../support/embedded-store.js';
import { openScriptedPlatform, type ReceivedRequest, type ScriptedPlatform } from '../scripted-platform.js';
import {
  aCommand,
  caller,
  openTestUpstream,
  timed,
  verdictsOf,
  withRequest,
  type TestUpstream,
} from '../service.js';

const LATENCY_MS = 200;

interface Named {
  readonly identifierValue: string;
}

const customersOf = ({ body }: ReceivedRequest) => (JSON.parse(body) as { customers: Named[] }).customers;
const earns = ({ body }: ReceivedRequest) => body.includes('"EARN"');
const namesIn = (request: ReceivedRequest) =>
  customersOf(request).map(({ identifierValue }) => identifierValue);
const all = Array.from({ length: 64 }, (_, n) => n);
const mobile = (n: number) => String(919_000_001_000 + n);

describe('mutations of one customer each that come in at the same time', () => {
  let own: Store;
  let platform: ScriptedPlatform;
  let upstream: TestUpstream;
  beforeAll(async () => {
    own = await openMemoryStore();
    platform = await openScriptedPlatform();
    /** All are enrolled or earn, under ids that end like the mobile. */
    platform.answer = (request) => ({
      body: {
        response: customersOf(request).map(({ identifierValue }) => {
          const id = identifierValue.slice(-4);
          return { result: { entityId: Number(id), issualId: id, ...(earns(request) && { earnedId: id }) } };
        }),
      },
      afterMs: LATENCY_MS,
    });
  });
  afterAll(async () => {
    await platform.close();
    await own.close();
  });
  beforeEach(() => {
    platform.received.length = 0;
    upstream = openTestUpstream(platform.url, own);
    return () => upstream.close();
  });

  it('share the one call that leaves at the end of the turn', async () => {
    await Promise.all(all.map((n) => upstream.service.execute(aCommand([mobile(n)]))));
    expect(platform.received.map(namesIn)).toEqual([all.map(mobile)]);
  });

  it('share the next call while two are under way, all of them, however many come in', async () => {
    const { answer } = platform;
    let release: () => unknown = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    platform.answer = (request) => ({ ...answer(request), afterMs: 0, after: held });
    const calls = all.map(async (n) => {
      await sleep(n);
      return upstream.service.execute(aCommand([mobile(n)]));
    });
    // All have come in by then, and none has an answer.
    await sleep(200);
    await vi.waitFor(() => expect(platform.received).toHaveLength(2));
    release();
    await Promise.all(calls);
    expect(platform.received).toHaveLength(3);
    expect(platform.received.flatMap(namesIn).sort()).toEqual(all.map(mobile).sort());
    platform.answer = answer;
  });

  it('share calls: 64 make do with 8, and none waits much longer than for two', async () => {
    // Opening a connection is no part of it.
    await upstream.service.execute(aCommand([mobile(99)]));
    platform.received.length = 0;
    const answers = await Promise.all(
      all.map(async (n) => {
        await sleep(n);
        return timed(upstream.service, aCommand([mobile(n)]));
      }),
    );
    expect(platform.received.length).toBeLessThanOrEqual(8);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2.5 * LATENCY_MS);
    answers.forEach(({ outcome }, n) => {
      const id = mobile(n).slice(-4);
      expect(outcome).toMatchObject({ customers: [{ status: 'enrolled', customerId: id, issualId: id }] });
      expect(outcome.upstreamRequestId).toBe('scripted-1');
    });
    expect(platform.received.flatMap(namesIn).sort()).toEqual(all.map(mobile).sort());
  });

  it('share no call for the same customer twice', async () => {
    const twice = [1, 2, 1, 3, 1].map((n) => aCommand([mobile(n)]));
    await Promise.all(twice.map((command) => upstream.service.execute(command)));
    for (const request of platform.received) {
      expect(new Set(namesIn(request)).size).toBe(namesIn(request).length);
    }
    expect(platform.received.flatMap(namesIn)).toHaveLength(5);
  });

  it('share none with another action, promotion, kind of identifier, organisation or attribution', async () => {
    const busy = [1, 2].map((n) => aCommand([mobile(n)]));
    const base = aCommand([mobile(9)]);
    const others = [
      withRequest(base, { action: 'EARN' }),
      withRequest(base, { promotionId: '501' }),
      aCommand(['1009'], {
        lookups: [{ status: 'deferred', key: { identifierName: 'ID', value: '1009', source: 'ALL' } }],
      }),
      { ...base, caller: { ...caller, organisation: { organisationId: '2', timeZone: 'UTC' } } },
      { ...base, attribution: { entityType: 'TILL', entityCode: 'x' } },
    ];
    await Promise.all([...busy, ...others].map((command) => upstream.service.execute(command)));
    const shared = platform.received.filter((request) => customersOf(request).length > 1);
    expect(shared.flatMap(namesIn).sort()).toEqual([mobile(1), mobile(2)]);
    expect(platform.received).toHaveLength(1 + others.length);
  });

  it('are refused each, where the call that they share is', async () => {
    const answer = platform.answer;
    platform.answer = () => ({ status: 429, headers: { 'retry-after': '3' }, body: 'slow' });
    const outcomes = await Promise.all([1, 2, 3].map((n) => upstream.service.execute(aCommand([mobile(n)]))));
    expect(outcomes.map(verdictsOf)).toEqual([['THROTTLED'], ['THROTTLED'], ['THROTTLED']]);
    platform.answer = answer;
  });

  it.each([
    ['of a customer', 8015, 'CUSTOMER_NOT_FOUND'],
    ['of a failure', 8896, 'ISSUE_FAILED'],
    ['of a batch that is too large', 1060, 'BATCH_TOO_LARGE'],
    ['that is not known', 9999, 'UNRECOGNISED'],
  ])(
    'are sent one by one, where the call that they share is refused by the code %s',
    async (_, code, fault) => {
      const answer = platform.answer;
      const refusal = { body: { response: [{ errors: [{ status: false, code, message: 'no' }] }] } };
      platform.answer = (request) =>
        namesIn(request).length > 1 || namesIn(request)[0] === mobile(2) ? refusal : answer(request);
      const outcomes = await Promise.all(
        [1, 2, 3].map((n) => upstream.service.execute(aCommand([mobile(n)]))),
      );
      expect(outcomes.map(verdictsOf)).toEqual([['enrolled'], [fault], ['enrolled']]);
      expect(platform.received).toHaveLength(4);
      platform.answer = answer;
    },
  );

  it('do not wait where nothing is under way', async () => {
    await upstream.service.execute(aCommand([mobile(1)]));
    await upstream.service.execute(aCommand([mobile(2)]));
    expect(platform.received.map(namesIn)).toEqual([[mobile(1)], [mobile(2)]]);
  });
});
