import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';

describe('every answer', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
    gateway.app.server.inject({
      method,
      url,
      headers: { authorization: organisation.authorization },
      ...(payload && { payload }),
    });

  it.each<[number, 'GET' | 'POST', string, object?]>([
    [200, 'POST', '/graphql', { query: '{ __typename }' }],
    [200, 'GET', '/v2/customers/lookup?identifierName=id&identifierValue=1001&source=ALL'],
    [200, 'GET', '/healthz'],
    [400, 'POST', '/v2/promotion/bulk/enrolAndEarn', []],
    [404, 'GET', '/nowhere'],
  ])(
    '%i to %s %s names its type and charset, is not cached, and names no software',
    async (status, ...request) => {
      const { statusCode, headers } = await ask(...request);
      expect(statusCode).toBe(status);
      expect(headers['content-type']).toMatch(/^application\/[\w+-]*json; charset=utf-8$/);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(Object.keys(headers)).not.toContain('server');
      expect(Object.keys(headers)).not.toContain('x-powered-by');
    },
  );

  it.each(['TRACE', 'CONNECT'])('to %s is a refusal that repeats nothing', async (method) => {
    const secret = organisation.authorization;
    const answer = await gateway.app.server.inject({
      method: method as 'GET',
      url: '/graphql',
      headers: { authorization: secret },
    });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain(secret);
  });
});
