import type { LightMyRequestResponse } from 'fastify';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import type { OrganisationOptions, TestOrganisation } from '../support/organisation.js';
import { aBody, anInput, ENROL, linesDuring, recorded } from '../support/operations.js';

type Headers = Record<string, string>;

/** Either door: where it is, and a call that enrols customer 1001. */
const doors = [
  { door: 'GraphQL', url: '/graphql', payload: { query: ENROL, variables: { input: anInput() } } },
  { door: 'REST', url: '/v2/promotion/bulk/enrolAndEarn', payload: aBody() },
] as const;

const [graphql, rest] = doors;

const BASIC = 'Basic realm="promotion-gateway", charset="UTF-8"';

const BEARER = 'Bearer realm="promotion-gateway"';

const NOT_VALID = 'The credentials are not valid';

function basic(text: string): Headers {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The parts of a refusal that both doors answer alike, without the form of their errors. */
function refusalIn(response: LightMyRequestResponse) {
  const { errors } = response.json<{ errors: { message: string }[] }>();
  return {
    status: response.statusCode,
    challenge: response.headers['www-authenticate'],
    message: errors.map(({ message }) => message).join(),
  };
}

function invalidToken(message: string) {
  const error = `error="invalid_token", error_description="${message}"`;
  return { status: 401, challenge: [BASIC, `${BEARER}, ${error}`], message };
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openGateway();
});

afterEach(() => gateway.clock.set(TEST_NOW));

afterAll(() => gateway.close());

function call({ url, payload }: (typeof doors)[number], headers: Headers, body: string | object = payload) {
  const contentType = { 'content-type': 'application/json' };
  return gateway.app.server.inject({
    method: 'POST',
    url,
    headers: { ...contentType, ...headers },
    payload: body,
  });
}

async function generate(body: unknown): Promise<LightMyRequestResponse> {
  return gateway.app.server.inject({
    method: 'POST',
    url: '/v3/oauth/token/generate',
    headers: { 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function tokenOf({ oauthKey: key, oauthSecret: secret }: TestOrganisation): Promise<string> {
  const response = await generate({ key, secret });
  return response.json<{ data: { accessToken: string } }>().data.accessToken;
}

async function clientOf(options?: OrganisationOptions) {
  const organisation = await gateway.organisation(options);
  return { organisation, token: await tokenOf(organisation) };
}

describe('a credential', () => {
  describe('that is missing', () => {
    it.each(doors)('is asked for by the $door door, with both challenges', async (door) => {
      const response = await call(door, {});
      expect(refusalIn(response)).toEqual({
        status: 401,
        challenge: [BASIC, BEARER],
        message: 'Credentials are required: Basic, Bearer, or the header X-CAP-API-OAUTH-TOKEN',
      });
    });

    it('is an error in the form of either door', async () => {
      const message = 'Credentials are required: Basic, Bearer, or the header X-CAP-API-OAUTH-TOKEN';
      expect((await call(graphql, {})).json()).toEqual({
        errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect((await call(rest, {})).json()).toEqual({
        errors: [{ status: false, code: 401, message }],
        warnings: [],
      });
    });

    it.each(doors)('is asked for by the $door door before the body is read', async (door) => {
      const bodies = ['', '{"not json', ' '.repeat(300_000), '{"__proto__":1}'];
      for (const body of bodies) {
        const response = await call(door, {}, body);
        expect(response.statusCode).toBe(401);
        // What is left unread would be taken for the next request.
        expect(response.headers.connection).toBe('close');
      }
      expect((await call(door, { 'content-type': 'text/plain' }, 'x')).statusCode).toBe(401);
    });

    it('is asked for by the GraphQL door even to say what it can do', async () => {
      const response = await call(graphql, {}, { query: '{ __typename }' });
      expect(response.statusCode).toBe(401);
      const byGet = await gateway.app.server.inject({ url: '/graphql?query=%7B__typename%7D' });
      expect(byGet.statusCode).toBe(401);
    });

    it('is not needed to learn that a path takes another method', async () => {
      const response = await gateway.app.server.inject({ method: 'PUT', url: '/graphql' });
      expect(response.statusCode).toBe(405);
    });
  });

  describe('that is one of two', () => {
    it.each(doors)('is refused by the $door door, which would see only the first', async ({ url }) => {
      const { authorization } = await gateway.organisation();
      const { server } = gateway.app;
      if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
      const { port } = server.server.address() as AddressInfo;
      const headers = [
        'Host',
        'gateway',
        'Authorization',
        authorization,
        'authorization',
        'Basic dGlsbDpwYXNz',
      ];
      const sent = request({ port, host: '127.0.0.1', method: 'POST', path: url, headers }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(400);
      expect(response.headers['www-authenticate']).toContain('error="invalid_request"');
    });

    it.each(doors)(
      'is refused by the $door door in its URL, where everyone writes it down',
      async ({ url }) => {
        const { authorization } = await gateway.organisation();
        const response = await gateway.app.server.inject({
          method: 'POST',
          url: `${url}?access_token=abc`,
          headers: { authorization },
          payload: {},
        });
        expect(refusalIn(response)).toEqual({
          status: 400,
          challenge: `${BEARER}, error="invalid_request", error_description="Send one credential, in a header"`,
          message: 'Send one credential, in a header',
        });
      },
    );
  });

  describe('that cannot be read', () => {
    const unreadable: readonly (readonly [string, Headers])[] = [
      ['an empty Authorization', { authorization: '' }],
      ['a scheme alone', { authorization: 'Basic' }],
      ['a scheme and a space', { authorization: 'Basic ' }],
      ['no scheme', { authorization: 'dGlsbDpwYXNz' }],
      ['an unknown scheme', { authorization: 'Digest username="till"' }],
      ['Basic that is not base64', { authorization: 'Basic till:password' }],
      ['Basic with base64 of another alphabet', { authorization: 'Basic dGls-_8' }],
      ['Basic without a colon', basic('till')],
      ['Basic without a till', basic(':password')],
      ['Basic with a control character', basic('till\n:password')],
      ['Basic with NUL', basic('till\0:password')],
      ['Basic of 16 KB', basic(`till:${'x'.repeat(12_000)}`)],
      ['Bearer alone', { authorization: 'Bearer' }],
      ['two tokens', { authorization: 'Bearer a b' }],
      ['a token of 16 KB', bearer('x'.repeat(16_000))],
      ['an empty X-CAP-API-OAUTH-TOKEN', { 'x-cap-api-oauth-token': '' }],
      ['an X-CAP-API-OAUTH-TOKEN of 16 KB', { 'x-cap-api-oauth-token': 'x'.repeat(16_000) }],
    ];

    it.each(unreadable)('is refused by both doors in the same words: %s', async (_name, headers) => {
      for (const door of doors) {
        expect(refusalIn(await call(door, headers))).toEqual(invalidToken(NOT_VALID));
      }
    });
  });

  describe('that is wrong', () => {
    const wrong: readonly (readonly [string, (organisation: TestOrganisation) => Headers])[] = [
      ['a till that does not exist', ({ password }) => basic(`till.nobody:${password}`)],
      ['a wrong password', ({ till }) => basic(`${till}:wrong`)],
      ['an empty password', ({ till }) => basic(`${till}:`)],
      ['the md5 of a wrong password', ({ till }) => basic(`${till}:${md5Hex('wrong')}`)],
      ['the md5 of the md5', ({ till, password }) => basic(`${till}:${md5Hex(md5Hex(password))}`)],
      ['a till in other letters', ({ till, password }) => basic(`${till.toUpperCase()}:${password}`)],
      ['an OAuth client as a till', ({ oauthKey, oauthSecret }) => basic(`${oauthKey}:${oauthSecret}`)],
      ['a token that is none', () => bearer('token')],
      ['a token without a signature', () => bearer(`${unsigned({ alg: 'none', typ: 'at+jwt' })}.`)],
      [
        'a token signed by another',
        () => bearer(`${unsigned({ alg: 'HS256', typ: 'at+jwt' })}.c2lnbmF0dXJl`),
      ],
      ['X-CAP-API-OAUTH-TOKEN that is none', () => ({ 'x-cap-api-oauth-token': 'token' })],
      ['Basic in X-CAP-API-OAUTH-TOKEN', ({ authorization }) => ({ 'x-cap-api-oauth-token': authorization })],
    ];

    it.each(wrong)('is refused by both doors in the same words: %s', async (_name, headersOf) => {
      const organisation = await gateway.organisation();
      for (const door of doors) {
        const response = await call(door, headersOf(organisation));
        expect(refusalIn(response)).toEqual(invalidToken(NOT_VALID));
        expect(response.headers.connection).toBe('close');
      }
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
    });

    it('is refused when its last character is another', async () => {
      const { token } = await clientOf();
      const tampered = token.replace(/.(?=.{10}$)/, (character) => (character === 'A' ? 'B' : 'A'));
      for (const door of doors) expect((await call(door, bearer(tampered))).statusCode).toBe(401);
    });

    it('is refused even beside a valid one in the other header', async () => {
      const { token } = await clientOf();
      const headers = { ...bearer('token'), 'x-cap-api-oauth-token': token };
      for (const door of doors) expect((await call(door, headers)).statusCode).toBe(401);
    });

    it('reaches no log', async () => {
      const lines = await linesDuring(gateway, async () => {
        await call(graphql, basic('till.canary:canary-password'));
        await call(rest, bearer('canary-token'));
        await generate({ key: 'canary-key', secret: 'canary-secret' });
      });
      expect(lines).toHaveLength(3);
      expect(lines.join()).not.toContain('canary');
    });
  });

  it('that was verified a moment ago costs no query', async () => {
    const { authorization } = await gateway.organisation();
    await call(graphql, { authorization }, { query: '{ __typename }' });
    gateway.statements.length = 0;
    await call(graphql, { authorization }, { query: '{ __typename }' });
    expect(gateway.statements).toEqual([]);
  });
});

describe('a credential of a till', () => {
  it.each([
    { as: 'plain', sent: (password: string) => password },
    { as: 'as the hex of its MD5', sent: md5Hex },
    { as: 'as the hex of its MD5 in capitals', sent: (password: string) => md5Hex(password).toUpperCase() },
  ])('is accepted by both doors with its password $as', async ({ sent }) => {
    const { till, password } = await gateway.organisation();
    for (const door of doors) {
      const response = await call(door, basic(`${till}:${sent(password)}`));
      expect(response.statusCode).toBe(200);
    }
  });

  it.each(['basic', 'BASIC'])('is accepted with the scheme written %s', async (scheme) => {
    const { authorization } = await gateway.organisation();
    const response = await call(graphql, { authorization: authorization.replace('Basic', scheme) });
    expect(response.statusCode).toBe(200);
  });

  it('opens its own organisation only', async () => {
    const [ours, theirs] = [await gateway.organisation(), await gateway.organisation()];
    for (const door of doors) await call(door, { authorization: ours.authorization });
    expect(await recorded(gateway, ours)).toEqual({ enrolments: 1, earnings: 0 });
    expect(await recorded(gateway, theirs)).toEqual({ enrolments: 0, earnings: 0 });
  });
});

describe('a credential of an OAuth client', () => {
  it('is exchanged for a token that is good for five minutes', async () => {
    const { oauthKey: key, oauthSecret: secret } = await gateway.organisation();
    const response = await generate({ key, secret });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      data: { accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/), ttlSeconds: 300 },
      errors: null,
    });
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('is exchanged for a token that lives as long as is set for the client, to 30 days', async () => {
    const { oauthKey: key, oauthSecret: secret } = await gateway.organisation();
    const setLifetime = (token_ttl_seconds: number) =>
      gateway.store.db.updateTable('api_client').set({ token_ttl_seconds }).where('key', '=', key).execute();
    await setLifetime(3_540);
    const response = await generate({ key, secret });
    const { accessToken } = response.json<{ data: { accessToken: string } }>().data;
    expect(response.json()).toMatchObject({ data: { ttlSeconds: 3_540 } });
    gateway.clock.advance(3_539_000);
    for (const door of doors) expect((await call(door, bearer(accessToken))).statusCode).toBe(200);
    gateway.clock.advance(1_000);
    for (const door of doors) expect((await call(door, bearer(accessToken))).statusCode).toBe(401);
    await expect(setLifetime(2_592_001)).rejects.toThrow('api_client_token_ttl_is_at_most_30_days');
    await expect(setLifetime(0)).rejects.toThrow('api_client_token_ttl_is_at_most_30_days');
  });

  it.each([
    { as: 'Authorization: Bearer', headersOf: bearer },
    { as: 'Authorization: bearer', headersOf: (token: string) => ({ authorization: `bearer ${token}` }) },
    { as: 'X-CAP-API-OAUTH-TOKEN', headersOf: (token: string) => ({ 'x-cap-api-oauth-token': token }) },
  ])('is accepted by both doors as $as', async ({ headersOf }) => {
    const { organisation, token } = await clientOf();
    for (const door of doors) expect((await call(door, headersOf(token))).statusCode).toBe(200);
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 1, earnings: 0 });
  });

  it.each([
    { given: 'a key that does not exist', change: { key: 'nobody' } },
    { given: 'a wrong secret', change: { secret: 'wrong' } },
    { given: 'no key', change: { key: undefined } },
    { given: 'no secret', change: { secret: undefined } },
    { given: 'an empty key', change: { key: '' } },
    { given: 'an empty secret', change: { secret: '' } },
    { given: 'a key that is a number', change: { key: 1 } },
    { given: 'a secret that is a list', change: { secret: ['oauth-secret'] } },
    { given: 'a key with NUL', change: { key: 'demo\0' } },
  ])('is refused as documented when given $given', async ({ change }) => {
    const { oauthKey: key, oauthSecret: secret } = await gateway.organisation();
    const response = await generate({ key, secret, ...change });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      data: null,
      errors: [{ code: 320001, message: 'Invalid client key and secret' }],
    });
  });

  it('is refused as documented when it is that of a till', async () => {
    const { till, password } = await gateway.organisation();
    const response = await generate({ key: till, secret: password });
    expect(response.json()).toMatchObject({ data: null, errors: [{ code: 320001 }] });
  });

  it.each([
    ['', 'The body is empty: JSON is expected'],
    ['key=demo&secret=demo-secret', 'The body is not JSON'],
    ['null', 'The body must be a JSON object'],
    ['[]', 'The body must be a JSON object'],
    ['"demo"', 'The body must be a JSON object'],
  ])('is asked for as JSON: %j', async (body, message) => {
    const response = await generate(body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ data: null, errors: [{ code: 400, message }] });
  });

  it('is worth nothing once its time is over, which both doors say', async () => {
    const { token } = await clientOf();
    gateway.clock.set('2026-04-01T09:04:59.999Z');
    for (const door of doors) expect((await call(door, bearer(token))).statusCode).toBe(200);
    gateway.clock.set('2026-04-01T09:05:00Z');
    for (const door of doors) {
      expect(refusalIn(await call(door, bearer(token)))).toEqual(
        invalidToken('Token expired at 2026-04-01T09:05:00.000Z'),
      );
    }
  });
});

describe('a credential without customer:write', () => {
  const forbidden = {
    status: 403,
    challenge: `${BEARER}, error="insufficient_scope", scope="customer:write"`,
    message: "Client doesn't have access to the requested resource",
  };

  it.each([{ access: [] }, { access: ['customer:read', 'promotion:read', 'promotion:write'] }] as const)(
    'is refused by both doors in the same words, having $access',
    async ({ access }) => {
      const { organisation, token } = await clientOf({ access });
      for (const door of doors) {
        for (const headers of [{ authorization: organisation.authorization }, bearer(token)]) {
          expect(refusalIn(await call(door, headers))).toEqual(forbidden);
        }
      }
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
    },
  );

  it('is an error in the form of either door', async () => {
    const { authorization } = await gateway.organisation({ access: ['customer:read'] });
    const inGraphql = await call(graphql, { authorization });
    expect(inGraphql.json()).toMatchObject({
      errors: [{ message: forbidden.message, path: ['enrolCustomers'], extensions: { code: 'FORBIDDEN' } }],
    });
    const inRest = await call(rest, { authorization });
    expect(inRest.json()).toEqual({
      errors: [{ status: false, code: 4000, message: forbidden.message }],
      warnings: [],
    });
  });

  it('is refused by the REST door before the body is read', async () => {
    const { authorization } = await gateway.organisation({ access: [] });
    expect((await call(rest, { authorization }, '{"not json')).statusCode).toBe(403);
  });

  it('still reads what needs no access', async () => {
    const organisation = await gateway.organisation({ access: [] });
    const response = await organisation.graphql('{ promotionErrors { code } }');
    expect(response.statusCode).toBe(200);
  });
});

describe('a credential of a client that was switched off', () => {
  it.each([
    { client: 'till', keyOf: ({ till }: TestOrganisation) => till },
    { client: 'OAuth client', keyOf: ({ oauthKey }: TestOrganisation) => oauthKey },
  ])('opens neither door for longer than 30 seconds: a $client', async ({ client, keyOf }) => {
    const { organisation, token } = await clientOf();
    const headers = client === 'till' ? { authorization: organisation.authorization } : bearer(token);
    const statuses = async () => {
      const [first, second] = [await call(graphql, headers), await call(rest, headers)];
      return [first.statusCode, second.statusCode];
    };
    expect(await statuses()).toEqual([200, 200]);
    await gateway.store.db
      .updateTable('api_client')
      .set({ active: false })
      .where('key', '=', keyOf(organisation))
      .execute();
    gateway.clock.advance(30_000);
    expect(await statuses()).toEqual([401, 401]);
  });

  it('gets no token', async () => {
    const { oauthKey: key, oauthSecret: secret } = await gateway.organisation();
    await gateway.store.db.updateTable('api_client').set({ active: false }).where('key', '=', key).execute();
    expect((await generate({ key, secret })).statusCode).toBe(401);
  });
});

/** The first two parts of a token with this header. */
function unsigned(header: object): string {
  const claims = {
    iss: 'promotion-gateway',
    aud: 'promotion-gateway',
    sub: '1',
    org: '7001',
    jti: 'x',
    iat: Date.parse(TEST_NOW) / 1_000,
    exp: Date.parse(TEST_NOW) / 1_000 + 300,
  };
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
