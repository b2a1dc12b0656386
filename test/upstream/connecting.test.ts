import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { openDeafeningPlatform } from './deaf-platform.js';
import { aRequestOf, aCommand, caller, openTestUpstream, timed } from './service.js';

const TIMEOUT_MS = 2_000;
/** For a machine that is busy with something else. */
const SLACK_MS = 700;

describe('a platform to which no connection comes about in time', () => {
  let own: Store;
  beforeAll(async () => {
    own = await openMemoryStore();
  });
  afterAll(() => own.close());

  it('has not acted: it is tried again, and then the call is refused with nothing done', async () => {
    const platform = await openDeafeningPlatform();
    const upstream = openTestUpstream(platform.url, own, { timeoutMs: TIMEOUT_MS });
    // Retries are a tenth of the requests: these earn two.
    for (let n = 0; n < 20; n++) await upstream.directoryFor(aRequestOf(caller)).find('1', [keyNumber(n)]);
    await platform.deafen();
    // The client learns that its connections are gone.
    await sleep(50);
    const { outcome, ms } = await timed(upstream.service, aCommand(['919000001001', '919000001002']));
    expect(outcome).toMatchObject({
      status: 'refused',
      refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: expect.any(Number) },
    });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    expect(upstream.troubles[0]).toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
    expect(upstream.troubles.length).toBeGreaterThan(1);
    await upstream.close();
    await platform.close();
  });

  it('has not acted where its host name does not resolve', async () => {
    const upstream = openTestUpstream('http://platform.invalid', own, { timeoutMs: TIMEOUT_MS });
    const { verdicts, ms } = await timed(upstream.service, aCommand(['919000001001']));
    expect(verdicts).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    await upstream.close();
  });

  it('has not acted where it accepts the connection, but never answers the TLS handshake', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const upstream = openTestUpstream(`https://127.0.0.1:${port}`, own, { timeoutMs: TIMEOUT_MS });
    const { verdicts, ms } = await timed(upstream.service, aCommand(['919000001001']));
    expect(verdicts).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    expect(upstream.troubles).toMatchObject([{ code: 'UND_ERR_CONNECT_TIMEOUT' }]);
    await upstream.close();
    silent.close();
  });
});

const keyNumber = (n: number) =>
  ({ identifierName: 'MOBILE', value: String(919_000_002_000 + n), source: 'INSTORE' }) as const;
