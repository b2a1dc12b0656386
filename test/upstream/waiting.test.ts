import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { useScriptedPlatform } from './fixture.js';
import type { ReceivedRequest } from './scripted-platform.js';
import { aCommand, openTestUpstream, timed, withRequest, type TestUpstream } from './service.js';

const TIMEOUT_MS = 4_000;
/** For a machine that is busy with something else. */
const SLACK_MS = 2_000;
/** How many calls may be under way at once. */
const CONNECTIONS = 16;

const mobile = (n: number) => String(919_000_001_000 + n);
/** A single mutation in a promotion of its fixture.own, which shares no call. */
const alone = (n: number, changes = {}) =>
  withRequest(aCommand([mobile(n)], changes), { promotionId: String(500 + n) });
const many = (count: number) => Array.from({ length: count }, (_, n) => n);

interface Customers {
  readonly customers: readonly { readonly identifierValue: string }[];
}

function enrolAll({ method, body }: ReceivedRequest) {
  if (method === 'GET') return { body: { customerId: 1, promotions: [], warnings: [] } };
  const { customers } = JSON.parse(body) as Customers;
  return {
    body: {
      response: customers.map(({ identifierValue }) => ({
        result: { entityId: Number(identifierValue.slice(-4)), issualId: identifierValue.slice(-4) },
        errors: [],
        warnings: [],
      })),
    },
  };
}

describe('a call that finds all connections taken', () => {
  const fixture = useScriptedPlatform(() => ({
    timeoutMs: TIMEOUT_MS,
    onStateChange: (state) => states.push(state),
  }));
  let states: string[];
  beforeEach(() => {
    states = [];
  });

  const written = () => fixture.platform.received.filter(({ method }) => method === 'POST').length;
  const count = (verdicts: readonly string[][], fault: string) =>
    verdicts.filter(([verdict]) => verdict === fault).length;

  it('is not done once half of its time is over, and its key is free', async () => {
    fixture.platform.answer = () => ({ body: 'never', after: new Promise(() => undefined) });
    const calls = await Promise.all(
      many(80).map((n) => timed(fixture.upstream.service, alone(n, { idempotencyKey: `key-${n}` }))),
    );
    const verdicts = calls.map((call) => call.verdicts);
    expect(written()).toBe(CONNECTIONS);
    expect(count(verdicts, 'OUTCOME_UNKNOWN')).toBe(CONNECTIONS);
    expect(count(verdicts, 'UPSTREAM_UNAVAILABLE')).toBe(80 - CONNECTIONS);
    for (const { ms } of calls) expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);

    fixture.platform.answer = enrolAll;
    const free = openTestUpstream(fixture.platform.url, fixture.own, { timeoutMs: TIMEOUT_MS });
    const unsent = many(80).filter((n) => verdicts[n]?.[0] === 'UPSTREAM_UNAVAILABLE');
    const again = await Promise.all(
      unsent.slice(0, 8).map((n) => timed(free.service, alone(n, { idempotencyKey: `key-${n}` }))),
    );
    expect(again.map((call) => call.verdicts)).toEqual(Array(8).fill(['enrolled']));
    await free.close();
  });

  it('is in no doubt in front of a platform that is only slow, which is not left alone for it', async () => {
    fixture.platform.answer = (request) => ({ ...enrolAll(request), afterMs: 1_200 });
    const calls = await Promise.all(many(100).map((n) => timed(fixture.upstream.service, alone(n))));
    const verdicts = calls.map((call) => call.verdicts);
    expect(count(verdicts, 'OUTCOME_UNKNOWN')).toBe(0);
    expect(count(verdicts, 'enrolled')).toBe(written());
    expect(written()).toBeGreaterThanOrEqual(2 * CONNECTIONS);
    expect(states).toEqual([]);
  });

  it('is not waited for by reads either, and leaves the platform in good repute', async () => {
    fixture.platform.answer = () => ({ body: { entity: 7, warnings: [] }, afterMs: 1_200 });
    const found = await Promise.all(
      many(80).map((n) =>
        fixture.upstream
          .directoryFor(aCommand([]))
          .find('1', [{ identifierName: 'MOBILE', value: mobile(n), source: 'INSTORE' }]),
      ),
    );
    const refused = found.flat().filter((one) => one instanceof Error);
    expect(refused).toHaveLength(80 - fixture.platform.received.length);
    expect(states).toEqual([]);
  });
});

describe('the reads that follow a call in doubt', () => {
  const states: string[] = [];
  const fixture = useScriptedPlatform(() => ({
    timeoutMs: 1_500,
    onStateChange: (state) => states.push(state),
  }));

  it('are cut without being failures of the platform', async () => {
    const never = new Promise(() => undefined);
    const inDoubt = { errors: [{ status: false, code: 500, message: 'failed' }] };
    fixture.platform.answer = ({ method, body }) =>
      method === 'GET'
        ? { body: {}, after: never }
        : { body: { response: (JSON.parse(body) as Customers).customers.map(() => inDoubt) } };
    const { verdicts } = await timed(fixture.upstream.service, aCommand(many(8).map(mobile)));
    expect(verdicts).toEqual(Array(8).fill('OUTCOME_UNKNOWN'));
    expect(fixture.platform.received.filter(({ method }) => method === 'GET')).toHaveLength(8);
    expect(states).toEqual([]);
  });
});

describe('single mutations that wait for the next shared call', () => {
  const fixture = useScriptedPlatform();

  /** One single after the other, so that two are under way and the others share the next call. */
  async function sendTwenty(upstream: TestUpstream): Promise<string[]> {
    const calls = await Promise.all(
      many(20).map(async (n) => {
        await sleep(5 * n);
        return timed(upstream.service, aCommand([mobile(n)]));
      }),
    );
    return calls.flatMap(({ verdicts }) => verdicts);
  }

  it('have the time of a call of their own', async () => {
    const upstream = openTestUpstream(fixture.platform.url, fixture.own, { timeoutMs: TIMEOUT_MS });
    fixture.platform.answer = (request) => ({ ...enrolAll(request), afterMs: 1_600 });
    expect(await sendTwenty(upstream)).toEqual(Array(20).fill('enrolled'));
    await upstream.close();
  });

  it('leave together when half of their time is over, and none is in doubt', async () => {
    const upstream = openTestUpstream(fixture.platform.url, fixture.own, { timeoutMs: TIMEOUT_MS });
    fixture.platform.answer = (request) => ({ ...enrolAll(request), afterMs: 2_400 });
    const verdicts = await sendTwenty(upstream);
    const enrolled = fixture.platform.received.flatMap(
      ({ body }) => (JSON.parse(body) as Customers).customers,
    );
    expect(fixture.platform.received.length).toBeLessThanOrEqual(3);
    expect(enrolled.length).toBeGreaterThan(2);
    expect(verdicts.filter((verdict) => verdict === 'enrolled')).toHaveLength(enrolled.length);
    expect(verdicts.filter((verdict) => verdict === 'UPSTREAM_UNAVAILABLE')).toHaveLength(
      20 - enrolled.length,
    );
    await upstream.close();
  });

  it('share none where merging is switched off', async () => {
    const upstream = openTestUpstream(fixture.platform.url, fixture.own, { merge: false });
    fixture.platform.answer = enrolAll;
    await Promise.all(many(8).map((n) => upstream.service.execute(aCommand([mobile(n)]))));
    expect(fixture.platform.received).toHaveLength(8);
    await upstream.close();
  });
});
