import { beforeEach, describe, expect, it } from 'vitest';
import { useScriptedPlatform } from '../fixture.js';
import type { ReceivedRequest, ScriptedAnswer } from '../scripted-platform.js';
import { aCommand, caller, openTestUpstream, verdictsOf, withRequest } from '../service.js';

const mobile = (n: number) => String(919_000_001_000 + n);
const mobiles = (count: number) => Array.from({ length: count }, (_, n) => mobile(n));

interface Customers {
  readonly customers: readonly { readonly identifierValue: string }[];
}

const namesIn = ({ body }: ReceivedRequest) =>
  (JSON.parse(body) as Customers).customers.map(({ identifierValue }) => identifierValue);

/** Enrols every customer under the last digits of its mobile. */
function enrolAll(request: ReceivedRequest): ScriptedAnswer {
  const response = namesIn(request).map((name) => ({
    result: { entityId: Number(name.slice(-4)), issualId: name.slice(-4) },
    errors: [],
    warnings: [],
  }));
  return { body: { response } };
}

describe('a call that is larger than the platform takes', () => {
  const fixture = useScriptedPlatform(() => ({ batchSize: 10 }));
  beforeEach(() => {
    fixture.platform.answer = enrolAll;
  });

  it('is cut, and its results are put together in the order of the call', async () => {
    let turn = 0;
    fixture.platform.answer = (request) => ({
      ...enrolAll(request),
      // The first parts are answered last.
      afterMs: 5 * (8 - turn++),
      headers: { 'x-cap-requestid': `part-${turn}` },
    });
    const outcome = await fixture.upstream.service.execute(aCommand(mobiles(73)));
    expect(fixture.platform.received.map((request) => namesIn(request).length).sort()).toEqual([
      ...Array<number>(7).fill(10),
      3,
    ]);
    expect(outcome).toMatchObject({
      customers: mobiles(73).map((name) => ({
        status: 'enrolled',
        customerId: String(Number(name.slice(-4))),
      })),
    });
    expect([...(outcome.upstreamRequestIds ?? [])].sort()).toEqual(
      Array.from({ length: 8 }, (_, n) => `part-${n + 1}`),
    );
  });

  it('is sent whole where it fits', async () => {
    await fixture.upstream.service.execute(aCommand(mobiles(10)));
    expect(fixture.platform.received).toHaveLength(1);
  });

  it('has the acts of one customer in their order', async () => {
    const running = new Map<string, number>();
    let atOnce = 0;
    fixture.platform.answer = (request) => {
      const [first = ''] = namesIn(request).slice(-1);
      running.set(first, (running.get(first) ?? 0) + 1);
      atOnce = Math.max(atOnce, ...running.values());
      const after = new Promise((resolve) => setTimeout(resolve, 5)).then(() =>
        running.set(first, (running.get(first) ?? 0) - 1),
      );
      return { ...enrolAll(request), after };
    };
    const one = openTestUpstream(fixture.platform.url, fixture.own, { batchSize: 1 });
    await one.service.execute(aCommand([mobile(1), mobile(2), mobile(1), mobile(1)]));
    expect(fixture.platform.received).toHaveLength(4);
    expect(atOnce).toBe(1);
    await one.close();
  });

  it('is refused as a whole for what all parts are refused for', async () => {
    fixture.platform.answer = () => ({
      body: { response: [{ errors: [{ status: false, code: 8892, message: 'no' }], warnings: [] }] },
    });
    expect(await fixture.upstream.service.execute(aCommand(mobiles(25)))).toMatchObject({
      status: 'refused',
      refusal: { fault: 'PROMOTION_INACTIVE' },
    });
  });

  it('has the refusal of a part at the customers of this part alone', async () => {
    fixture.platform.answer = (request) =>
      namesIn(request).includes(mobile(15)) ? { status: 429, body: {} } : enrolAll(request);
    const verdicts = verdictsOf(await fixture.upstream.service.execute(aCommand(mobiles(30))));
    const refused = verdicts.flatMap((verdict, n) => (verdict === 'THROTTLED' ? [n] : []));
    expect(refused).toEqual(Array.from({ length: 10 }, (_, n) => n + 10));
    expect(verdicts.filter((verdict) => verdict === 'enrolled')).toHaveLength(20);
  });

  it('keeps what was done where the credential is refused meanwhile', async () => {
    const credential = { scheme: 'Basic', till: 'a', password: 'b' } as const;
    const passing = openTestUpstream(fixture.platform.url, fixture.own, { batchSize: 10, credential: null });
    const by = { ...caller, credential };
    fixture.platform.answer = (request) =>
      namesIn(request).includes(mobile(0)) ? enrolAll(request) : { status: 401, body: {} };
    const verdicts = verdictsOf(
      await passing.service.execute({ ...aCommand(mobiles(20)), caller: by, idempotencyKey: 'parts-1' }),
    );
    expect(verdicts).toEqual([...Array(10).fill('enrolled'), ...Array(10).fill('UPSTREAM_UNAVAILABLE')]);

    fixture.platform.received.length = 0;
    fixture.platform.answer = enrolAll;
    await passing.service.execute({ ...aCommand(mobiles(20)), caller: by, idempotencyKey: 'parts-1' });
    expect(fixture.platform.received.flatMap(namesIn)).toEqual(mobiles(20).slice(10));
    fixture.platform.answer = () => ({ status: 401, body: {} });
    await expect(passing.service.execute({ ...aCommand(mobiles(20)), caller: by })).rejects.toMatchObject({
      name: 'CredentialRefused',
    });
    await passing.close();
  });

  it('is not repeated where a part is lost', async () => {
    fixture.platform.answer = (request) => {
      if (request.method === 'GET') return { body: { customerId: 1, promotions: [] } };
      return namesIn(request).includes(mobile(15)) ? { status: 502, body: '' } : enrolAll(request);
    };
    const command = () => aCommand(mobiles(30), { idempotencyKey: 'parts-2' });
    const verdicts = verdictsOf(await fixture.upstream.service.execute(command()));
    expect(verdicts.filter((verdict) => verdict === 'OUTCOME_UNKNOWN')).toHaveLength(10);
    const writes = () => fixture.platform.received.filter(({ method }) => method === 'POST').length;
    expect(writes()).toBe(3);
    await fixture.upstream.service.execute(command());
    expect(writes()).toBe(3);
  });
});

describe('single calls that share a call', () => {
  const fixture = useScriptedPlatform(() => ({ batchSize: 3 }));

  it('are no more than the platform takes', async () => {
    fixture.platform.answer = (request) => ({ ...enrolAll(request), afterMs: 5 });
    const calls = mobiles(20).map((name) => fixture.upstream.service.execute(aCommand([name])));
    expect((await Promise.all(calls)).flatMap(verdictsOf)).toEqual(Array(20).fill('enrolled'));
    const sizes = fixture.platform.received.map((request) => namesIn(request).length);
    expect(Math.max(...sizes)).toBe(3);
  });

  it('are not shared where the platform takes one customer in a call', async () => {
    const one = openTestUpstream(fixture.platform.url, fixture.own, { batchSize: 1 });
    fixture.platform.answer = enrolAll;
    const calls = mobiles(5).map((name) => one.service.execute(aCommand([name])));
    expect((await Promise.all(calls)).flatMap(verdictsOf)).toEqual(Array(5).fill('enrolled'));
    expect(fixture.platform.received.map(namesIn)).toHaveLength(5);
    await one.close();
  });

  it('are no rule for revocations alone: these are cut as well', async () => {
    const revocation = withRequest(aCommand(mobiles(7)), { operation: 'REVOKE', action: 'REVOKE_ENROL' });
    fixture.platform.answer = enrolAll;
    const outcome = await fixture.upstream.service.execute(revocation);
    expect(verdictsOf(outcome)).toEqual(Array(7).fill('enrolmentRevoked'));
  });
});
