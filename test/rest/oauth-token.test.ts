import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';

let gateway: TestGateway;
let client: TestOrganisation;
beforeAll(async () => {
  gateway = await openGateway();
  client = await gateway.organisation();
});
afterAll(() => gateway.close());

const GRANT = { grant_type: 'client_credentials' };
const post = (form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  gateway.app.server.inject({
    method: 'POST',
    url: '/v3/oauth/token/generate',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
const basic = (key: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(key)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const own = () => ({ client_id: client.oauthKey, client_secret: client.oauthSecret });

describe('A form that asks for a token, as libraries of OAuth 2.0 send it,', () => {
  it('is answered with a token that is accepted, for a client in the form or by Basic', async () => {
    const answers = [
      await post({ ...GRANT, ...own() }),
      await post(GRANT, basic(client.oauthKey, client.oauthSecret)),
    ];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      const token = answer.json<{ access_token: string }>();
      expect(token).toEqual({
        access_token: expect.any(String) as unknown,
        token_type: 'Bearer',
        expires_in: 300,
      });
      const read = await gateway.app.server.inject({
        url: '/v2/organization/programs',
        headers: { authorization: `Bearer ${token.access_token}` },
      });
      expect(read.statusCode).toBe(200);
    }
  });

  it.each([
    ['without a grant', 400, 'invalid_request', () => post(own())],
    ['with another grant', 400, 'unsupported_grant_type', () => post({ ...own(), grant_type: 'password' })],
    [
      'with a repeated field',
      400,
      'invalid_request',
      () => post('grant_type=client_credentials&grant_type=client_credentials'),
    ],
    [
      'with two ways to authenticate',
      400,
      'invalid_request',
      () => post({ ...GRANT, ...own() }, basic('a', 'b')),
    ],
    [
      'with a wrong secret',
      401,
      'invalid_client',
      () => post({ ...GRANT, ...own(), client_secret: 'wrong' }),
    ],
    ['with a bearer token', 401, 'invalid_client', () => post(GRANT, { authorization: 'Bearer abc' })],
    ['without a client', 401, 'invalid_client', () => post(GRANT)],
    [
      'with a stray percent sign in Basic',
      401,
      'invalid_client',
      () => post(GRANT, { authorization: `Basic ${btoa('a:%')}` }),
    ],
  ])('is refused %s, in the words of OAuth', async (_name, status, error, call) => {
    const answer = await call();
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([status, error]);
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401);
  });

  it('is as limited in its size as JSON, and no other route takes a form', async () => {
    expect((await post({ ...GRANT, client_id: 'x'.repeat(20_000) })).statusCode).toBe(413);
    const elsewhere = await gateway.app.server.inject({
      method: 'POST',
      url: '/v2/promotion/bulk/enrolAndEarn',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: client.authorization },
      payload: 'type=CUSTOMER',
    });
    expect(elsewhere.statusCode).toBe(415);
  });
});
