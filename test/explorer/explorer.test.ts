import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoOpening } from '../../src/demo/demo-opening.js';
import { plainOpening } from '../../src/explorer/plain-opening.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const assets = readdirSync(join(import.meta.dirname, '../../dist/graphiql/assets'));
const script = assets.find((name) => /^index-.*\.js$/.test(name)) ?? 'none';

describe('the page at /graphiql', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway({ config: { graphiql: true } });
  });
  afterAll(() => gateway.close());
  const get = (url: string, headers = {}) => gateway.app.server.inject({ method: 'GET', url, headers });

  it('is found without its last slash, and needs no credentials', async () => {
    const response = await get('/graphiql');
    expect(response.statusCode).toBe(301);
    expect(response.headers.location).toBe('/graphiql/');
    const page = await get('/graphiql/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it.each([
    '/graphiql/%2e%2e/main.js',
    '/graphiql/..%2fmain.js',
    '/graphiql/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/graphiql/%00',
    '/graphiql/%5c..%5cmain.js',
    '/graphiql/.hidden',
    '/graphiql/assets/%252e%252e/x',
  ])('answers a path that it does not have as the caller’s mistake: %s', async (url) => {
    gateway.log.length = 0;
    const response = await get(url);
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(gateway.log.filter(({ level }) => level === 'error' || Number(level) >= 50)).toEqual([]);
  });

  it('has no script, style or address of another host in it', async () => {
    const { body } = await get('/graphiql/');
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|https?:/);
    expect([...body.matchAll(/(?:src|href)="(?!data:)([^"]*)"/g)].map(([, url]) => url)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/graphiql\/assets\//)]),
    );
  });

  it.each(['/graphiql', '/graphiql/', '/graphiql/opening.json', `/graphiql/assets/${script}`, '/graphiql/x'])(
    'lets %s run and ask nothing but our own',
    async (url) => {
      const { headers } = await get(url);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    },
  );

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('is sent to a client that takes %s as %s', async (accepted, encoding) => {
    const response = await get(`/graphiql/assets/${script}`, { 'accept-encoding': accepted });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.headers.vary).toBe('accept-encoding');
    expect(response.headers['content-type']).toMatch(/javascript/);
  });

  it('keeps for good only the files whose names change with them', async () => {
    const cached = async (url: string) => (await get(url)).headers['cache-control'];
    expect(await cached(`/graphiql/assets/${script}`)).toBe('public, max-age=31536000, immutable');
    expect(await cached('/graphiql/')).toBe('no-store');
    expect(await cached('/graphiql/opening.json')).toBe('no-store');
    expect(await cached('/graphiql/assets/none.js')).toBe('no-store');
  });

  it.each([
    '/graphiql/none',
    '/graphiql/.stamp',
    '/graphiql/..%2fapp.js',
    '/graphiql/assets/..%2f..%2fapp.js',
  ])('has nothing at %s', async (url) => {
    const response = await get(url);
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'There is nothing at this path' },
    });
  });

  it('has no credential where there is no demo data, and keeps none', async () => {
    const response = await get('/graphiql/opening.json');
    expect(response.json()).toEqual(plainOpening);
    expect(plainOpening.keepHeaders).toBe(false);
    expect(response.body).not.toContain(btoa('demo.till:demo123'));
  });

  it('says how to begin where there is no demo data, with an operation that works', async () => {
    const organisation = await gateway.organisation();
    const { data } = (await organisation.graphql(plainOpening.tabs[0]!.query, {})).json();
    expect(data.promotionErrors.length).toBeGreaterThan(10);
  });
});

describe('GraphiQL by its setting', () => {
  it('is not there where it is off', async () => {
    const gateway = await openGateway({ config: { demo: true, graphiql: false } });
    try {
      for (const url of ['/graphiql', '/graphiql/', '/graphiql/opening.json']) {
        expect((await gateway.app.server.inject(url)).statusCode).toBe(404);
      }
    } finally {
      await gateway.close();
    }
  });

  it.each([true, false])(
    'opens on the demo data where that is, with subscriptions %s',
    async (subscriptions) => {
      const gateway = await openGateway({ config: { demo: true, graphiql: true, subscriptions } });
      try {
        const response = await gateway.app.server.inject('/graphiql/opening.json');
        expect(response.json()).toEqual(demoOpening(subscriptions));
      } finally {
        await gateway.close();
      }
    },
  );
});
