import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useScriptedPlatform } from '../fixture.js';
import type { ReceivedRequest, ScriptedPlatform } from '../scripted-platform.js';
import { aCommand, caller, timed, verdictsOf, withRequest } from '../service.js';

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
  const fixture = useScriptedPlatform();
  beforeAll(() => {
    /** All are enrolled or earn, under ids that end like the mobile. */
    fixture.platform.answer = (request) => ({
      body: {
        response: customersOf(request).map(({ identifierValue }) => {
          const id = identifierValue.slice(-4);
          return { result: { entityId: Number(id), issualId: id, ...(earns(request) && { earnedId: id }) } };
        }),
      },
      afterMs: LATENCY_MS,
    });
  });

  it('share the one call that leaves at the end of the turn', async () => {
    await Promise.all(all.map((n) => fixture.upstream.service.execute(aCommand([mobile(n)]))));
    expect(fixture.platform.received.map(namesIn)).toEqual([all.map(mobile)]);
  });

  it('share the next call while two are under way, all of them, however many come in', async () => {
    const { answer } = fixture.platform;
    let release: () => unknown = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    fixture.platform.answer = async (request) => ({ ...(await answer(request)), afterMs: 0, after: held });
    const calls = all.map(async (n) => {
      await sleep(n);
      return fixture.upstream.service.execute(aCommand([mobile(n)]));
    });
    // All have come in by then, and none has an answer.
    await sleep(200);
    await vi.waitFor(() => expect(fixture.platform.received).toHaveLength(2));
    release();
    await Promise.all(calls);
    expect(fixture.platform.received).toHaveLength(3);
    expect(fixture.platform.received.flatMap(namesIn).sort()).toEqual(all.map(mobile).sort());
    fixture.platform.answer = answer;
  });

  it('share calls: 64 make do with 8, and none waits much longer than for two', async () => {
    // Opening a connection is no part of it.
    await fixture.upstream.service.execute(aCommand([mobile(99)]));
    fixture.platform.received.length = 0;
    const answers = await Promise.all(
      all.map(async (n) => {
        await sleep(n);
        return timed(fixture.upstream.service, aCommand([mobile(n)]));
      }),
    );
    expect(fixture.platform.received.length).toBeLessThanOrEqual(8);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2.5 * LATENCY_MS);
    answers.forEach(({ outcome }, n) => {
      const id = mobile(n).slice(-4);
      expect(outcome).toMatchObject({ customers: [{ status: 'enrolled', customerId: id, issualId: id }] });
      expect(outcome.upstreamRequestIds).toEqual(['scripted-1']);
    });
    expect(fixture.platform.received.flatMap(namesIn).sort()).toEqual(all.map(mobile).sort());
  });

  it('share no call for the same customer twice', async () => {
    const twice = [1, 2, 1, 3, 1].map((n) => aCommand([mobile(n)]));
    await Promise.all(twice.map((command) => fixture.upstream.service.execute(command)));
    for (const request of fixture.platform.received) {
      expect(new Set(namesIn(request)).size).toBe(namesIn(request).length);
    }
    expect(fixture.platform.received.flatMap(namesIn)).toHaveLength(5);
  });

  it('share none with another action, promotion, kind of identifier, organisation, attribution or language', async () => {
    const busy = [1, 2].map((n) => aCommand([mobile(n)]));
    const base = aCommand([mobile(9)]);
    const others = [
      withRequest(base, { action: 'EARN' }),
      withRequest(base, { promotionId: '501' }),
      aCommand(['1009'], {
        lookups: [{ status: 'deferred', key: { identifierName: 'ID', value: '1009', source: 'ALL' } }],
      }),
      { ...base, caller: { ...caller, organisation: { organisationId: '2', timeZone: 'UTC' } } },
      { ...base, forwarded: { context: { 'x-cap-api-attribution-entity-type': 'TILL' }, trace: {} } },
      { ...base, forwarded: { context: { 'accept-language': 'de' }, trace: {} } },
    ];
    await Promise.all([...busy, ...others].map((command) => fixture.upstream.service.execute(command)));
    const shared = fixture.platform.received.filter((request) => customersOf(request).length > 1);
    expect(shared.flatMap(namesIn).sort()).toEqual([mobile(1), mobile(2)]);
    expect(fixture.platform.received).toHaveLength(1 + others.length);
  });

  it('are refused each, where the call that they share is', async () => {
    const answer = fixture.platform.answer;
    fixture.platform.answer = () => ({ status: 429, headers: { 'retry-after': '3' }, body: 'slow' });
    const outcomes = await Promise.all(
      [1, 2, 3].map((n) => fixture.upstream.service.execute(aCommand([mobile(n)]))),
    );
    expect(outcomes.map(verdictsOf)).toEqual([['THROTTLED'], ['THROTTLED'], ['THROTTLED']]);
    fixture.platform.answer = answer;
  });

  it.each([
    ['of a customer', 8015, 'CUSTOMER_NOT_FOUND'],
    ['of a failure', 8896, 'ISSUE_FAILED'],
    ['of a batch that is too large', 1060, 'BATCH_TOO_LARGE'],
    ['of an identifier', 8013, 'UNKNOWN_IDENTIFIER_NAME'],
    ['that is not known', 9999, 'UNRECOGNISED'],
  ])(
    'are sent one by one, where the call that they share is refused by the code %s',
    async (_, code, fault) => {
      const answer = fixture.platform.answer;
      const refusal = { body: { response: [{ errors: [{ status: false, code, message: 'no' }] }] } };
      fixture.platform.answer = (request) => {
        // 8896 has the gateway ask whether there is such a customer.
        if (request.method === 'GET') return { body: { entity: 7, warnings: [] } };
        return namesIn(request).length > 1 || namesIn(request)[0] === mobile(2) ? refusal : answer(request);
      };
      const outcomes = await Promise.all(
        [1, 2, 3].map((n) => fixture.upstream.service.execute(aCommand([mobile(n)]))),
      );
      expect(outcomes.map(verdictsOf)).toEqual([['enrolled'], [fault], ['enrolled']]);
      expect(fixture.platform.received.filter(({ method }) => method === 'POST')).toHaveLength(4);
      fixture.platform.answer = answer;
    },
  );

  it('do not wait where nothing is under way', async () => {
    await fixture.upstream.service.execute(aCommand([mobile(1)]));
    await fixture.upstream.service.execute(aCommand([mobile(2)]));
    expect(fixture.platform.received.map(namesIn)).toEqual([[mobile(1)], [mobile(2)]]);
  });
});

/** Answers when the test says so, as a platform that enrols everyone. */
function heldAnswers(platform: ScriptedPlatform): () => void {
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => (release = resolve));
  platform.answer = (request) => ({
    body: {
      response: customersOf(request).map(({ identifierValue }) => ({
        result: { entityId: Number(identifierValue.slice(-4)), issualId: identifierValue.slice(-4) },
      })),
    },
    after,
  });
  return release;
}

describe('mutations that wait for a call to share', () => {
  const fixture = useScriptedPlatform(() => ({ timeoutMs: 4_000 }));

  it('leave together when half of their time to be sent is over, although two calls are under way', async () => {
    const release = heldAnswers(fixture.platform);
    const first = [];
    for (const n of [1, 2]) {
      first.push(fixture.upstream.service.execute(aCommand([mobile(n)])));
      await vi.waitFor(() => expect(fixture.platform.received).toHaveLength(n));
    }
    const others = [3, 4, 5].map((n) => fixture.upstream.service.execute(aCommand([mobile(n)])));
    await vi.waitFor(() => expect(fixture.platform.received).toHaveLength(3), 3_000);
    release();
    const outcomes = await Promise.all([...first, ...others]);
    expect(outcomes.map(verdictsOf)).toEqual(Array(5).fill(['enrolled']));
    expect(fixture.platform.received.map(namesIn).slice(2)).toEqual([[3, 4, 5].map(mobile)]);
  });
});

describe.each([
  [1, 16, 16],
  [10, 64, 7],
])('mutations in front of a platform that takes %i customers in a call', (batchSize, count, calls) => {
  const fixture = useScriptedPlatform(() => ({ batchSize }));

  it('do not wait to share full calls', async () => {
    const release = heldAnswers(fixture.platform);
    const outcomes = Array.from({ length: count }, (_, n) =>
      fixture.upstream.service.execute(aCommand([mobile(n)])),
    );
    await vi.waitFor(() => expect(fixture.platform.received).toHaveLength(calls));
    release();
    expect((await Promise.all(outcomes)).map(verdictsOf)).toEqual(Array(count).fill(['enrolled']));
  });
});
