import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import product from '../../package.json' with { type: 'json' };
import { unusedPort } from '../support/unused-port.js';
import { useScriptedPlatform } from './fixture.js';
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

const MOBILE = ['919000001001'];
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const done = { body: { response: [{ result: { entityId: 7, issualId: '1' }, errors: [], warnings: [] }] } };

const fixture = useScriptedPlatform();
beforeEach(() => {
  fixture.platform.answer = () => done;
});

/** Opens the way to the scripted platform for one test. */
function open(options: Parameters<typeof openTestUpstream>[2] = {}): TestUpstream {
  return openTestUpstream(fixture.platform.url, fixture.own, options);
}

describe('a call to the platform', () => {
  it('has the documented body, and the headers that put it down to somebody', async () => {
    const upstream = open();
    const forwarded = {
      context: { 'x-cap-api-attribution-entity-type': 'TILL', 'accept-language': 'de' },
      trace: { traceparent: PARENT, tracestate: 'a=1' },
    };
    await upstream.service.execute(
      aCommand(['919000001001', '919000001002'], { forwarded, requestId: 'request-of-a-till' }),
    );
    const [call] = fixture.platform.received;
    expect(call).toMatchObject({ method: 'POST', url: '/v2/promotion/bulk/enrolAndEarn' });
    expect(JSON.parse(call!.body)).toEqual({
      type: 'CUSTOMER',
      bulkAction: 'ENROL',
      promotionDetails: { programId: 10, promotionId: 500 },
      identifierName: 'mobile',
      customers: [
        { identifierValue: '919000001001', source: 'INSTORE' },
        { identifierValue: '919000001002', source: 'INSTORE' },
      ],
    });
    expect(call!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-cap-api-attribution-entity-type': 'TILL',
      'accept-language': 'de',
      traceparent: PARENT,
      tracestate: 'a=1',
      'x-request-id': 'request-of-a-till',
      'user-agent': `promotion-gateway/${product.version}`,
    });
    await upstream.close();
  });

  it('goes below the path of the URL', async () => {
    const upstream = openTestUpstream(`${fixture.platform.url}/region/eu/`, fixture.own);
    await upstream.service.execute(aCommand(MOBILE));
    expect(fixture.platform.received[0]?.url).toBe('/region/eu/v2/promotion/bulk/enrolAndEarn');
    await upstream.close();
  });

  it.each([
    '//evil.example/',
    '../../evil',
    '@evil.example:80',
    '\\\\evil.example',
    '?x=#',
    '%2e%2e/',
    '\r\nHost: evil',
  ])('goes to the platform alone, to a path of ours, with %j in each text of the caller', async (text) => {
    const upstream = openTestUpstream(`${fixture.platform.url}/eu`, fixture.own, { credential: null });
    const command = aCommand([text], {
      forwarded: {
        context: { 'x-cap-api-attribution-entity-code': text.replaceAll(/[\r\n]/g, '') },
        trace: {},
      },
      caller: { ...caller, credential: { scheme: 'Basic', till: text, password: text } },
    });
    await upstream.service.execute(command);
    expect(fixture.platform.received.map(({ url }) => url)).toEqual(['/eu/v2/promotion/bulk/enrolAndEarn']);
    expect(fixture.platform.received[0]?.headers.host).toBe(new URL(fixture.platform.url).host);
    await upstream.close();
  });

  it.each([
    // The platform's own example.
    ['a plain password', 'server123'],
    ['the hex of its MD5', '8a16a6b70505eb1f1ff7cdc0cd5559a7'],
  ])('has Basic credentials with the hex of the MD5, given %s', async (_, password) => {
    const upstream = open({ credential: { scheme: 'Basic', username: 'store.server', password } });
    await upstream.service.execute(aCommand(MOBILE));
    expect(fixture.platform.received[0]?.headers.authorization).toBe(
      'Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3',
    );
    await upstream.close();
  });

  it("passes on each caller's own credential", async () => {
    const upstream = open({ credential: null });
    const basic = { scheme: 'Basic', till: 'a', password: 'b' } as const;
    await upstream.service.execute(aCommand(MOBILE, { caller: { ...caller, credential: basic } }));
    const bearer = { scheme: 'Bearer', token: 'a-token' } as const;
    await upstream.service.execute(aCommand(MOBILE, { caller: { ...caller, credential: bearer } }));
    expect(fixture.platform.received[0]?.headers.authorization).toBe(`Basic ${btoa('a:b')}`);
    expect(fixture.platform.received[1]?.headers).toMatchObject({ 'x-cap-api-oauth-token': 'a-token' });
    await upstream.close();
  });

  it.each([
    [401, { lacksAccess: false }],
    [498, { lacksAccess: false }],
    [403, { lacksAccess: true }],
  ])('that refuses a passed credential with %i throws, with nothing done', async (status, refusal) => {
    const upstream = open({ credential: null });
    fixture.platform.answer = () => ({ status, body: {} });
    const credential = { scheme: 'Basic', till: 'a', password: 'b' } as const;
    const call = upstream.service.execute(aCommand(MOBILE, { caller: { ...caller, credential } }));
    await expect(call).rejects.toMatchObject({ name: 'CredentialRefused', ...refusal });
    await upstream.close();
  });

  it('refuses a key of a caller whose token is passed on, for the next token is another caller', async () => {
    const upstream = open({ credential: null });
    const credential = { scheme: 'Bearer', token: 'a-token' } as const;
    const command = aCommand(MOBILE, { idempotencyKey: 'k', caller: { ...caller, credential } });
    await expect(upstream.service.execute(command)).rejects.toMatchObject({ name: 'NotOffered' });
    expect(fixture.platform.received).toEqual([]);
    await upstream.close();
  });
});

describe('an access token', () => {
  const oauth = { scheme: 'OAuth', key: 'demo', secret: 'demo-secret' } as const;
  let tokens: number;
  let ttlSeconds: number;
  beforeEach(() => {
    tokens = 0;
    ttlSeconds = 300;
    fixture.platform.answer = ({ url, headers }) => {
      if (url === '/v3/oauth/token/generate') {
        return {
          body: { data: { accessToken: `token-${++tokens}`, ttlSeconds }, errors: null },
          afterMs: 20,
        };
      }
      return headers['x-cap-api-oauth-token'] === 'token-1' && tokens > 1 ? { status: 498, body: {} } : done;
    };
  });
  const calls = () => fixture.platform.received.filter(({ url }) => url !== '/v3/oauth/token/generate');

  it('is fetched once for all who need it at once, and kept', async () => {
    const upstream = open({ credential: oauth });
    const commands = ['500', '501', '502'].map((promotionId) =>
      withRequest(aCommand(MOBILE), { promotionId }),
    );
    await Promise.all(commands.map((command) => upstream.service.execute(command)));
    await upstream.service.execute(aCommand(MOBILE));
    expect(tokens).toBe(1);
    expect(calls().map(({ headers }) => headers['x-cap-api-oauth-token'])).toEqual(Array(4).fill('token-1'));
    await upstream.close();
  });

  it('is renewed before it expires', async () => {
    ttlSeconds = 0.25;
    const upstream = open({ credential: oauth });
    await upstream.service.execute(aCommand(MOBILE));
    await sleep(220);
    await upstream.service.execute(aCommand(MOBILE));
    expect(tokens).toBe(2);
    await upstream.close();
  });

  it.each([401, 498])('that is refused with %i is renewed once, and the call sent again', async (status) => {
    const upstream = open({ credential: oauth });
    fixture.platform.answer = ({ url, headers }) => {
      if (url === '/v3/oauth/token/generate') {
        return { body: { data: { accessToken: `token-${++tokens}`, ttlSeconds: 300 }, errors: null } };
      }
      return headers['x-cap-api-oauth-token'] === 'token-2' ? done : { status, body: {} };
    };
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['enrolled']);
    expect([tokens, calls().length]).toEqual([2, 2]);
    await upstream.close();
  });

  it('that is refused over and over is our trouble, not the callers', async () => {
    const upstream = open({ credential: oauth });
    fixture.platform.answer = ({ url }) =>
      url === '/v3/oauth/token/generate'
        ? { body: { data: { accessToken: 'bad', ttlSeconds: 300 }, errors: null } }
        : { status: 401, body: {} };
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(calls()).toHaveLength(2);
    expect(upstream.troubles.map(({ message }) => message)).toEqual([
      "The platform refuses the gateway's own credential (401)",
    ]);
    await upstream.close();
  });

  it.each([
    ['refuses', { status: 401, body: { data: null, errors: [{ code: 320001 }] } }],
    ['fails to give', { status: 500, body: 'oops' }],
  ])('that the platform %s leaves nothing done', async (_, answer) => {
    const upstream = open({ credential: oauth });
    fixture.platform.answer = () => answer;
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(calls()).toEqual([]);
    await upstream.close();
  });

  it('that several calls found refused is renewed once for all of them', async () => {
    const upstream = open({ credential: oauth });
    fixture.platform.answer = ({ url, headers }) => {
      if (url === '/v3/oauth/token/generate') {
        return { body: { data: { accessToken: `token-${++tokens}`, ttlSeconds: 300 }, errors: null } };
      }
      // The later one comes back when the token was renewed already.
      const isLate = calls().length > 1;
      return headers['x-cap-api-oauth-token'] === 'token-2'
        ? done
        : { status: 401, body: {}, afterMs: isLate ? 100 : 0 };
    };
    const commands = ['500', '501'].map((promotionId) => withRequest(aCommand(MOBILE), { promotionId }));
    const outcomes = await Promise.all(commands.map((command) => upstream.service.execute(command)));
    expect(outcomes.map(verdictsOf)).toEqual([['enrolled'], ['enrolled']]);
    expect(tokens).toBe(2);
    await upstream.close();
  });

  it('that cannot be asked for leaves nothing done', async () => {
    const upstream = openTestUpstream(`http://127.0.0.1:${await unusedPort()}`, fixture.own, {
      credential: oauth,
    });
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(upstream.troubles).toMatchObject([{ name: 'NoToken', reason: 'notSent' }]);
    await expect(upstream.exchangeToken('demo', 'demo-secret')).rejects.toMatchObject({
      name: 'PlatformUnavailable',
    });
    await upstream.close();
  });

  it('is given on to a client whose key and secret the platform takes', async () => {
    const upstream = open({ credential: null });
    expect(await upstream.exchangeToken('demo', 'demo-secret')).toEqual({
      accessToken: 'token-1',
      ttlSeconds: 300,
    });
    fixture.platform.answer = () => ({ status: 401, body: { data: null, errors: [{ code: 320001 }] } });
    expect(await upstream.exchangeToken('demo', 'wrong')).toBeNull();
    fixture.platform.answer = () => ({ status: 503, body: 'later' });
    await expect(upstream.exchangeToken('demo', 'x')).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    await upstream.close();
  });
});

describe('a key and a secret that are given on', () => {
  const code = { code: 320001, message: 'Invalid client key and secret' };

  it.each([
    ['200 and an error', { body: { data: null, errors: [code] } }],
    ['401 and an error', { status: 401, body: { data: null, errors: [code] } }],
    ['403 without a word', { status: 403, body: '' }],
  ])('are refused by %s', async (_, answer) => {
    const upstream = open({ credential: null });
    fixture.platform.answer = () => answer;
    expect(await upstream.exchangeToken('demo', 'wrong')).toBeNull();
    await upstream.close();
  });

  it.each([
    ['a page of HTML', { body: '<h1>Welcome</h1>' }, 1_000],
    ['a token without its time', { body: { data: { accessToken: 'x' }, errors: null } }, 1_000],
    ['429', { status: 429, headers: { 'retry-after': '3' }, body: { errors: [{ code: 1 }] } }, 3_000],
    ['503', { status: 503, headers: { 'retry-after': '4' }, body: 'later' }, 4_000],
  ])('are not refused by %s', async (_, answer, retryAfterMs) => {
    const upstream = open({ credential: null });
    fixture.platform.answer = () => answer;
    await expect(upstream.exchangeToken('demo', 'demo-secret')).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      retryAfterMs,
    });
    await upstream.close();
  });
});

describe('a platform that fails', () => {
  it('five times in a row is left alone, and asked by one call at a time whether it is back', async () => {
    const upstream = open({ restMs: 300 });
    fixture.platform.answer = () => ({ status: 500, body: 'oops' });
    // Each of these is sent, and asked about afterwards.
    for (let n = 0; n < 3; n++) await upstream.service.execute(aCommand(MOBILE));
    expect(fixture.platform.received).toHaveLength(5);
    const refused = await timed(upstream.service, aCommand(MOBILE));
    expect(refused.outcome).toMatchObject({
      status: 'refused',
      refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: expect.any(Number) },
    });
    expect(refused.ms).toBeLessThan(20);
    expect(fixture.platform.received).toHaveLength(5);
    await sleep(320);
    fixture.platform.answer = () => ({ ...done, afterMs: 100 });
    const probe = upstream.service.execute(aCommand(MOBILE));
    await sleep(30);
    const meanwhile = await timed(upstream.service, aCommand(['919000001002', '919000001003']));
    expect(meanwhile.verdicts).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(verdictsOf(await probe)).toEqual(['enrolled']);
    expect(fixture.platform.received).toHaveLength(6);
    expect((await timed(upstream.service, aCommand(MOBILE))).verdicts).toEqual(['enrolled']);
    await upstream.close();
  });

  it('is not held against it that customers are busy, or that it has too much to do', async () => {
    const upstream = open();
    for (const status of [521, 521, 521, 429, 429, 429, 400]) {
      fixture.platform.answer = () => ({ status, body: {} });
      await upstream.service.execute(aCommand(MOBILE));
    }
    fixture.platform.answer = () => done;
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['enrolled']);
    await upstream.close();
  });

  it('to take a connection is tried again, for a tenth of what is sent at most', async () => {
    const port = await unusedPort();
    const upstream = openTestUpstream(`http://127.0.0.1:${port}`, fixture.own, { restMs: 1 });
    const attempts: number[] = [];
    for (let n = 0; n < 40; n++) {
      await sleep(2);
      const before = upstream.troubles.length;
      await upstream.service.execute(aCommand(MOBILE));
      // Every attempt that was made is reported: some of the calls met the open circuit.
      attempts.push(upstream.troubles.length - before);
    }
    const sent = attempts.filter((made) => made > 0);
    const retries = sent.reduce((sum, made) => sum + made - 1, 0);
    expect(retries).toBeGreaterThan(0);
    expect(retries).toBeLessThanOrEqual(sent.length / 10);
    await upstream.close();
  });

  it('to give access tokens is left alone as well', async () => {
    const upstream = open({ credential: { scheme: 'OAuth', key: 'demo', secret: 's' }, restMs: 60_000 });
    fixture.platform.answer = () => ({ status: 503, body: 'later' });
    for (let n = 0; n < 5; n++) await upstream.service.execute(aCommand(MOBILE));
    expect(fixture.platform.received).toHaveLength(5);
    const refused = await upstream.service.execute(aCommand(MOBILE));
    expect(refused).toMatchObject({ status: 'refused', refusal: { fault: 'UPSTREAM_UNAVAILABLE' } });
    const { retryAfterMs } = (refused as { refusal: { retryAfterMs: number } }).refusal;
    expect(retryAfterMs).toBeGreaterThan(50_000);
    await expect(upstream.exchangeToken('demo', 's')).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      retryAfterMs: expect.toSatisfy((ms: number) => ms > 50_000),
    });
    expect(fixture.platform.received).toHaveLength(5);
    await upstream.close();
  });
});

describe('a platform that has too much to do', () => {
  const slowDown = { status: 429, headers: { 'retry-after': '1' }, body: 'slow down' };

  it('is sent nothing for as long as it says', async () => {
    const upstream = open();
    fixture.platform.answer = () => slowDown;
    await upstream.service.execute(aCommand(MOBILE));
    fixture.platform.answer = () => done;
    const held = await timed(upstream.service, aCommand(MOBILE));
    expect(held.outcome).toMatchObject({
      status: 'refused',
      refusal: { fault: 'THROTTLED', retryAfterMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 1_000) },
    });
    const reading = upstream.readsFor(aRequestOf(caller), () => undefined).catalogue.programs('1');
    await expect(reading).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    expect(fixture.platform.received).toHaveLength(1);
    await sleep(1_050);
    expect(verdictsOf(await upstream.service.execute(aCommand(MOBILE)))).toEqual(['enrolled']);
    await upstream.close();
  });

  it('is sent what others call it with, where credentials are passed on', async () => {
    const upstream = open({ credential: null });
    const by = (till: string, organisationId: string) =>
      aCommand(MOBILE, {
        caller: {
          ...caller,
          organisation: { organisationId, timeZone: 'UTC' },
          credential: { scheme: 'Basic', till, password: 'b' },
        },
      });
    fixture.platform.answer = ({ headers }) =>
      headers.authorization === `Basic ${btoa('a:b')}` ? slowDown : done;
    expect(verdictsOf(await upstream.service.execute(by('a', '1')))).toEqual(['THROTTLED']);
    expect(verdictsOf(await upstream.service.execute(by('c', '2')))).toEqual(['enrolled']);
    expect(verdictsOf(await upstream.service.execute(by('a', '1')))).toEqual(['THROTTLED']);
    expect(fixture.platform.received).toHaveLength(2);
    await upstream.close();
  });
});

describe('a call that waits for others on a platform that hangs', () => {
  it('is sent when half of its time is over, and is in doubt like them', async () => {
    const upstream = open({ timeoutMs: 500 });
    // Only the time-out ends these.
    fixture.platform.answer = () => ({ body: '', afterMs: 60_000 });
    const first = upstream.service.execute(aCommand(['919000001001']));
    await sleep(10);
    const second = upstream.service.execute(aCommand(['919000001002']));
    await sleep(10);
    const third = upstream.service.execute(aCommand(['919000001003']));
    expect((await Promise.all([first, second, third])).map(verdictsOf)).toEqual([
      ['OUTCOME_UNKNOWN'],
      ['OUTCOME_UNKNOWN'],
      ['OUTCOME_UNKNOWN'],
    ]);
    expect(fixture.platform.received.filter(({ method }) => method === 'POST')).toHaveLength(3);
    await upstream.close();
  });
});
