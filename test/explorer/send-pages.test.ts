import { afterEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

let gateway: TestGateway;
afterEach(() => gateway.close());
const get = (url: string, headers = {}) => gateway.app.server.inject({ method: 'GET', url, headers });

describe('A browser that opens the gateway as a page', () => {
  it.each(['/', '/graphql'])('is sent from %s to GraphiQL, and asked for no password', async (url) => {
    gateway = await openGateway({ config: { graphiql: true } });
    for (const headers of [PAGE, { accept: 'text/html' }]) {
      const answer = await get(url, headers);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, '/graphiql/']);
      expect(answer.headers).not.toHaveProperty('www-authenticate');
    }
  });

  it('learns how to switch GraphiQL on where it is off, and is asked for no password', async () => {
    gateway = await openGateway({ config: { graphiql: false } });
    const answer = await get('/graphql', PAGE);
    expect(answer.statusCode).toBe(406);
    expect(answer.body).toContain('GRAPHIQL=true');
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect((await get('/', PAGE)).statusCode).toBe(404);
  });
});

describe('Another client', () => {
  it('has its queries by GET answered, and its missing credential refused with challenges', async () => {
    gateway = await openGateway({ config: { graphiql: true } });
    const { authorization } = await gateway.organisation();
    const query = await get('/graphql?query=%7B__typename%7D', {
      authorization,
      'apollo-require-preflight': 'yes',
    });
    expect(query.json()).toEqual({ data: { __typename: 'Query' } });
    const stranger = await get('/graphql', { accept: 'application/json' });
    expect(stranger.statusCode).toBe(401);
    expect(stranger.headers).toHaveProperty('www-authenticate');
    expect((await get('/', { accept: 'application/json' })).statusCode).toBe(404);
  });
});
