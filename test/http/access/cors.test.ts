import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';

const ORIGIN = 'https://app.example';
const FOREIGN = 'https://elsewhere.example';
const routes = ['/graphql', '/v2/promotion/bulk/enrolAndEarn', '/v3/oauth/token/generate'];

function preflight(gateway: TestGateway, url: string, origin: string) {
  return gateway.app.server.inject({
    method: 'OPTIONS',
    url,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
}

describe('pages of an origin that may call', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway({
      config: { corsOrigins: [ORIGIN, 'http://localhost:3000'], corsHeaders: ['x-app-version'] },
    });
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  it.each(routes)('may ask first, without credentials, at %s', async (url) => {
    const { statusCode, headers, body } = await preflight(gateway, url, ORIGIN);
    expect(statusCode).toBe(204);
    expect(body).toBe('');
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': expect.stringContaining('authorization, content-type'),
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('may send keys, and read the headers that say when to retry', async () => {
    const { headers } = await preflight(gateway, '/graphql', 'http://localhost:3000');
    expect(headers['access-control-allow-headers']).toContain('idempotency-key');
    for (const name of ['x-request-id', 'retry-after', 'ratelimit', 'idempotency-replayed']) {
      expect(headers['access-control-expose-headers']).toContain(name);
    }
  });

  it.each([
    {
      why: 'the gateway reads them',
      names: ['x-cap-api-attribution-entity-type', 'x-cap-api-attribution-lookup', 'x-request-id'],
    },
    {
      why: 'tracing adds them to every call',
      names: ['traceparent', 'tracestate', 'baggage', 'sentry-trace'],
    },
    { why: 'the settings name them', names: ['x-app-version'] },
  ])('may send $names, since $why', async ({ names }) => {
    const { headers } = await preflight(gateway, '/graphql', ORIGIN);
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(expect.arrayContaining(names));
  });

  it('may read why they were refused, and what the platform said', async () => {
    const response = await caller.post('/graphql', { query: '{ __typename }' }, { origin: ORIGIN });
    const exposed = String(response.headers['access-control-expose-headers']).split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['www-authenticate', 'allow', 'x-upstream-requestid', 'x-upstream-stale']),
    );
  });

  it('read the answer', async () => {
    const response = await caller.post('/graphql', { query: '{ __typename }' }, { origin: ORIGIN });
    expect(response.statusCode).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it.each([
    { failure: 'missing credentials', headers: {}, status: 401 },
    { failure: 'another content type', headers: { 'content-type': 'text/plain' }, status: 415 },
  ])('read the answer to $failure too', async ({ headers, status }) => {
    const { authorization } = caller;
    const response = await gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { origin: ORIGIN, ...(status !== 401 && { authorization }), ...headers },
      payload: '{"query":"{ __typename }"}',
    });
    expect(response.statusCode).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('are no pages of another origin', async () => {
    for (const origin of [FOREIGN, 'null', `${ORIGIN}.elsewhere.example`, 'http://app.example']) {
      const asked = await preflight(gateway, '/graphql', origin);
      expect(asked.headers['access-control-allow-origin']).toBeUndefined();
      const called = await caller.post('/graphql', { query: '{ __typename }' }, { origin });
      expect(called.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('still need the header that distinguishes them from a foreign form', async () => {
    const response = await gateway.app.server.inject({
      url: '/graphql?query=%7B__typename%7D',
      headers: { authorization: caller.authorization, origin: ORIGIN },
    });
    expect(response.statusCode).toBe(400);
  });
});

describe('without origins that may call', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  it.each(routes)('a preflight at %s is a method that is not taken', async (url) => {
    const { statusCode, headers } = await preflight(gateway, url, ORIGIN);
    expect(statusCode).toBe(405);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});
