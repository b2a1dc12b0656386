import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';

// The real functions, whose calls are counted.
vi.mock(import('@node-rs/argon2'), { spy: true });

const QUERY = JSON.stringify({ query: '{ __typename }' });
const JSON_BODY = { 'content-type': 'application/json' };

let gateway: TestGateway;
let known: TestOrganisation;
let other: TestOrganisation;
let flood: Promise<unknown>;
beforeEach(async () => {
  gateway = await openGateway();
  known = await gateway.organisation();
  other = await gateway.organisation();
  flood = Promise.resolve();
});
afterEach(async () => {
  await gateway.close();
  await flood;
});

function callAs(till: string, password: string, remoteAddress = '192.0.2.1') {
  const authorization = `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`;
  return gateway.app.server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...JSON_BODY, authorization },
    remoteAddress,
    payload: QUERY,
  });
}

function generate(key: string, secret: string) {
  return gateway.app.server.inject({
    method: 'POST',
    url: '/v3/oauth/token/generate',
    headers: JSON_BODY,
    remoteAddress: '192.0.2.1',
    payload: JSON.stringify({ key, secret }),
  });
}

const status = async (response: ReturnType<typeof callAs>) => (await response).statusCode;

/** How 300 callers with wrong secrets call, until the gateway closes. */
const floods: readonly { readonly name: string; readonly call: (i: number) => ReturnType<typeof callAs> }[] =
  [
    { name: 'for one till', call: (i) => callAs(known.till, `wrong-${i}`) },
    { name: 'for tills that do not exist', call: (i) => callAs(`nobody-${i}`, 'guess') },
    { name: 'for an OAuth client', call: (i) => generate(known.oauthKey, `wrong-${i}`) },
  ];

describe.each(floods)('under 300 callers with wrong secrets $name, at the same address', ({ call }) => {
  async function begin(): Promise<void> {
    flood = Promise.all(Array.from({ length: 300 }, (_, i) => call(i)));
    await vi.waitFor(() => expect(gateway.log.length).toBeGreaterThanOrEqual(4), { timeout: 20_000 });
    vi.mocked(verify).mockClear();
  }

  it('a till and an OAuth client that were verified before are answered without hashing', async () => {
    await callAs(known.till, known.password);
    await generate(known.oauthKey, known.oauthSecret);
    await begin();
    gateway.clock.advance(31_000);
    expect(await status(callAs(known.till, known.password))).toBe(200);
    expect(await status(generate(known.oauthKey, known.oauthSecret))).toBe(200);
    const secrets = vi.mocked(verify).mock.calls.map(([, secret]) => secret);
    expect(secrets).not.toContain(known.oauthSecret);
  });

  it('another till and another OAuth client, verified for the first time, get the next turns', async () => {
    await begin();
    expect(await status(callAs(other.till, other.password))).toBe(200);
    expect(await status(generate(other.oauthKey, other.oauthSecret))).toBe(200);
    // Their own two, and those that ran when they came, or in the pauses: not hundreds.
    expect(vi.mocked(verify).mock.calls.length).toBeLessThanOrEqual(10);
  });

  it('the same till, verified for the first time at another address, gets the next turn', async () => {
    await begin();
    expect(await status(callAs(known.till, known.password, '198.51.100.7'))).toBe(200);
    expect(vi.mocked(verify).mock.calls.length).toBeLessThanOrEqual(6);
  });
});

it('a caller that is turned away is asked to come again later, with 429 and no line of an error', async () => {
  const guesses = Array.from({ length: 1_100 }, (_, i) => callAs(`nobody-${i}`, 'guess'));
  flood = Promise.all(guesses);
  const turnedAway = await Promise.any(
    guesses.map(async (guess) => {
      const answer = await guess;
      if (answer.statusCode !== 429) throw new Error('It had its turn');
      return answer;
    }),
  );
  expect(turnedAway.headers['retry-after']).toBe('1');
  expect(turnedAway.json()).toEqual({
    errors: [
      {
        message: 'Too many attempts to log in are waiting: try again soon',
        extensions: { code: 'TOO_MANY_ATTEMPTS' },
      },
    ],
  });
  expect(gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
