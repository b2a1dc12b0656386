import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, recorded } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';

const LARGE = '{ promotionErrors { code restCode scope disposition message } }';
const SMALL = '{ __typename }';

describe('answers', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const ask = (query: string, headers: Record<string, string>) => caller.post('/graphql', { query }, headers);

  it.each([
    { accepted: 'gzip', encoding: 'gzip', inflate: gunzipSync },
    { accepted: 'br', encoding: 'br', inflate: brotliDecompressSync },
    { accepted: 'gzip, deflate, br', encoding: 'br', inflate: brotliDecompressSync },
    { accepted: 'gzip;q=1, br;q=0', encoding: 'gzip', inflate: gunzipSync },
    { accepted: '*', encoding: 'gzip', inflate: gunzipSync },
  ])('are compressed for those who accept $accepted', async ({ accepted, encoding, inflate }) => {
    const plain = await ask(LARGE, {});
    const response = await ask(LARGE, { 'accept-encoding': accepted });
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.headers.vary).toMatch(/accept-encoding/i);
    expect(inflate(response.rawPayload).toString()).toBe(plain.body);
    expect(response.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(response.headers['content-length']).toBe(String(response.rawPayload.length));
  });

  it.each([{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'compress, deflate' }])(
    'are sent as they are to those who send %o',
    async (headers) => {
      const response = await ask(LARGE, headers);
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(response.json()).toMatchObject({ data: { promotionErrors: expect.any(Array) } });
    },
  );

  it('are sent as they are where they are small', async () => {
    const response = await ask(SMALL, { 'accept-encoding': 'br, gzip' });
    expect(response.headers['content-encoding']).toBeUndefined();
  });

  it('of REST are compressed as well', async () => {
    const customers = Array.from({ length: 100 }, () => ({ identifierValue: '1', source: 'INSTORE' }));
    const response = await caller.post('/v2/promotion/bulk/enrolAndEarn', aBody({ customers }), {
      'accept-encoding': 'gzip',
    });
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(response.rawPayload).toString())).toMatchObject({ totalCount: 100 });
  });

  it('hold no token that is compressed', async () => {
    const response = await gateway.app.server.inject({
      method: 'POST',
      url: '/v3/oauth/token/generate',
      headers: { 'accept-encoding': 'gzip' },
      payload: { key: caller.oauthKey, secret: caller.oauthSecret },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-encoding']).toBeUndefined();
  });

  it('are errors to bodies that come compressed: nothing is ever inflated', async () => {
    const body = gzipSync(JSON.stringify({ query: SMALL, padding: ' '.repeat(1_000_000) }));
    for (const [url, payload] of [
      ['/graphql', body],
      ['/v2/promotion/bulk/enrolAndEarn', gzipSync(JSON.stringify(aBody()))],
    ] as const) {
      const response = await gateway.app.server.inject({
        method: 'POST',
        url,
        headers: {
          authorization: caller.authorization,
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        },
        payload,
      });
      expect([400, 415]).toContain(response.statusCode);
    }
    expect(await recorded(gateway, caller)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
