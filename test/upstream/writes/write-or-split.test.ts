import { beforeEach, describe, expect, it } from 'vitest';
import { useScriptedPlatform } from '../fixture.js';
import type { ReceivedRequest, ScriptedAnswer } from '../scripted-platform.js';
import { aCommand, verdictsOf, withRequest } from '../service.js';

const namesIn = ({ body }: ReceivedRequest) =>
  (JSON.parse(body) as { customers: { identifierValue: string }[] }).customers.map(
    ({ identifierValue }) => identifierValue,
  );
const mobile = (n: number) => String(919_000_001_000 + n);
const mobiles = (count: number) => Array.from({ length: count }, (_, n) => mobile(n));

/** How a platform writes that it refuses a call as a whole. */
const forms: readonly (readonly [string, (code: number) => ScriptedAnswer])[] = [
  [
    'one entry',
    (code) => ({ body: { response: [{ result: null, errors: [anError(code)] }], totalCount: 1 } }),
  ],
  [
    'one entry with an empty result, and the counts of its customers',
    (code) => ({
      body: {
        response: [{ result: { entityType: 'CUSTOMER' }, errors: [anError(code)], warnings: [] }],
        totalCount: 5,
        failureCount: 5,
      },
    }),
  ],
  [
    'one entry with texts for numbers',
    (code) => ({
      body: {
        response: [{ errors: [{ status: 'false', code: String(code), message: 'no' }], warnings: null }],
        totalCount: '1',
        failureCount: '1',
      },
    }),
  ],
  [
    'the status of the version 1.1',
    (code) => ({ body: { response: { status: { success: 'false', code: String(code), message: 'no' } } } }),
  ],
  [
    'a code and its message with 404',
    (code) => ({ status: 404, body: { errorCode: code, errorMessage: 'no' } }),
  ],
  ['general errors with 200', (code) => ({ body: { errors: [anError(code)] } })],
  ['general errors with 400', (code) => ({ status: 400, body: { errors: [anError(code)] } })],
];

function anError(code: number): object {
  return { status: false, code, message: 'no' };
}

describe("a client's own call that the platform refuses as a whole", () => {
  const fixture = useScriptedPlatform(() => ({ timeoutMs: 60_000 }));
  const refuses = new Set<string>();
  let refusal: ScriptedAnswer;
  const writes = () => fixture.platform.received.filter(({ method }) => method === 'POST').map(namesIn);
  beforeEach(() => {
    refuses.clear();
    refusal = forms[0]?.[1](8015) ?? { body: {} };
    fixture.platform.answer = (request) => {
      // 8896 has the gateway ask whether there is such a customer.
      if (request.method === 'GET') return { body: { entity: 7, warnings: [] } };
      const names = namesIn(request);
      if (names.some((name) => refuses.has(name))) return refusal;
      const response = names.map((name) => ({
        result: { entityId: Number(name.slice(-4)), issualId: name.slice(-4) },
        errors: [],
        warnings: [],
      }));
      return { body: { response, totalCount: response.length, failureCount: 0 } };
    };
  });

  describe.each(forms)('by %s', (_, refusalBy) => {
    it.each([
      [8015, 'CUSTOMER_NOT_FOUND'],
      [8896, 'ISSUE_FAILED'],
      [8013, 'UNKNOWN_IDENTIFIER_NAME'],
      [8003, 'INVALID_SOURCE'],
      [8065, 'CUSTOMER_NOT_FOUND'],
      [2305, 'NOT_ENROLLED'],
      [521, 'CUSTOMER_BUSY'],
    ])('with the code %i of one customer does its part for the others', async (code, fault) => {
      refusal = refusalBy(code);
      refuses.add(mobile(2));
      const outcome = await fixture.upstream.service.execute(aCommand(mobiles(5)));
      expect(verdictsOf(outcome)).toEqual(['enrolled', 'enrolled', fault, 'enrolled', 'enrolled']);
      expect(writes()).toEqual([mobiles(5), ...mobiles(5).map((name) => [name])]);
    });
  });

  it('with the status 521 answers only the busy customer so', async () => {
    refusal = { status: 521, headers: { 'retry-after': '2' }, body: { errors: [] } };
    refuses.add(mobile(0));
    const outcome = await fixture.upstream.service.execute(aCommand(mobiles(3)));
    expect(verdictsOf(outcome)).toEqual(['CUSTOMER_BUSY', 'enrolled', 'enrolled']);
    expect(outcome).toMatchObject({ customers: [{ refusal: { retryAfterMs: 2_000 } }, {}, {}] });
  });

  it('finds one customer of a hundred with 21 calls, and a hundred with 111', async () => {
    refuses.add(mobile(42));
    const one = await fixture.upstream.service.execute(aCommand(mobiles(100)));
    expect(verdictsOf(one).filter((verdict) => verdict === 'enrolled')).toHaveLength(99);
    expect(verdictsOf(one)[42]).toBe('CUSTOMER_NOT_FOUND');
    expect(writes()).toHaveLength(21);
    fixture.platform.received.length = 0;
    for (const name of mobiles(100)) refuses.add(name);
    const all = await fixture.upstream.service.execute(aCommand(mobiles(100)));
    expect(verdictsOf(all)).toEqual(['CUSTOMER_NOT_FOUND']);
    expect(writes()).toHaveLength(111);
  });

  it('for its size is cut', async () => {
    const { answer } = fixture.platform;
    fixture.platform.answer = (request) =>
      namesIn(request).length > 10 ? { body: { errors: [anError(1060)] } } : answer(request);
    const outcome = await fixture.upstream.service.execute(aCommand(mobiles(25)));
    expect(verdictsOf(outcome)).toEqual(Array(25).fill('enrolled'));
    expect(writes().map(({ length }) => length)).toEqual([25, 10, 10, 5]);
  });

  it.each([
    [8892, 'PROMOTION_INACTIVE'],
    [8874, 'INVALID_PROMOTION'],
    [9999, 'UNRECOGNISED'],
  ])('with the code %i, which concerns the call or may, is sent once', async (code, fault) => {
    refusal = forms[0]?.[1](code) ?? { body: {} };
    refuses.add(mobile(1));
    expect(verdictsOf(await fixture.upstream.service.execute(aCommand(mobiles(3))))).toEqual([fault]);
    expect(writes()).toHaveLength(1);
  });

  it('is not sent again where it is not known that nothing was done', async () => {
    refusal = forms[0]?.[1](500) ?? { body: {} };
    refuses.add(mobile(1));
    expect(verdictsOf(await fixture.upstream.service.execute(aCommand(mobiles(3))))).toEqual(
      Array(3).fill('OUTCOME_UNKNOWN'),
    );
    expect(writes()).toHaveLength(1);
  });

  it('keeps the order of the acts of a customer whom it names twice', async () => {
    refuses.add(mobile(2));
    const names = [mobile(0), mobile(1), mobile(2), mobile(0)];
    const outcome = await fixture.upstream.service.execute(aCommand(names));
    expect(verdictsOf(outcome)).toEqual(['enrolled', 'enrolled', 'CUSTOMER_NOT_FOUND', 'enrolled']);
  });

  it('with a key is answered again, and only those are sent again that were not done', async () => {
    refusal = forms[0]?.[1](8896) ?? { body: {} };
    refuses.add(mobile(2));
    const command = () => aCommand(mobiles(4), { idempotencyKey: 'split' });
    const first = await fixture.upstream.service.execute(command());
    expect(verdictsOf(first)).toEqual(['enrolled', 'enrolled', 'ISSUE_FAILED', 'enrolled']);
    fixture.platform.received.length = 0;
    refuses.clear();
    const second = await fixture.upstream.service.execute(command());
    expect(verdictsOf(second)).toEqual(Array(4).fill('enrolled'));
    expect(writes()).toEqual([[mobile(2)]]);
    const third = await fixture.upstream.service.execute(command());
    expect(verdictsOf(third)).toEqual(Array(4).fill('enrolled'));
    expect(writes()).toHaveLength(1);
  });

  it('is split too where it earns and where it revokes', async () => {
    refuses.add(mobile(1));
    const { answer } = fixture.platform;
    fixture.platform.answer = async (request) => {
      const { body } = await answer(request);
      const text = JSON.stringify(body).replaceAll(/"issualId":"(\d+)"/g, '"issualId":"$1","earnedId":"$1"');
      return { body: JSON.parse(text) as object };
    };
    const earned = await fixture.upstream.service.execute(
      withRequest(aCommand(mobiles(3)), { action: 'EARN' }),
    );
    expect(verdictsOf(earned)).toEqual(['earned', 'CUSTOMER_NOT_FOUND', 'earned']);
    const revoked = await fixture.upstream.service.execute(
      withRequest(aCommand(mobiles(3)), { operation: 'REVOKE', action: 'REVOKE_ENROL' }),
    );
    expect(verdictsOf(revoked)).toEqual(['enrolmentRevoked', 'CUSTOMER_NOT_FOUND', 'enrolmentRevoked']);
  });

  it('shared by mutations of one customer each says of each what a call of its own says', async () => {
    const { answer } = fixture.platform;
    fixture.platform.answer = (request) =>
      namesIn(request).length === 1 && refuses.has(namesIn(request)[0] ?? '')
        ? { body: { response: [{ errors: [anError(8892)] }] } }
        : answer(request);
    refuses.add(mobile(1));
    const commands = mobiles(3).map((name) => aCommand([name]));
    const outcomes = await Promise.all(commands.map((command) => fixture.upstream.service.execute(command)));
    expect(outcomes).toMatchObject([
      { status: 'settled' },
      { status: 'refused', refusal: { fault: 'PROMOTION_INACTIVE' } },
      { status: 'settled' },
    ]);
  });
});
