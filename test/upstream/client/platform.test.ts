import { errors } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Circuit } from '../../../src/upstream/client/circuit.js';
import type { Exchange } from '../../../src/upstream/client/exchange.js';
import { Platform } from '../../../src/upstream/client/platform.js';
import { aRequestOf, caller } from '../service.js';

const REST_MS = 5_000;
const answered: Exchange = {
  status: 'answered',
  httpStatus: 200,
  body: {},
  size: 2,
  requestId: null,
  retryAfterMs: null,
  clockAheadMs: 0,
};
const refused: Exchange = { status: 'notSent', cause: new Error('refused') };

afterEach(() => vi.restoreAllMocks());

describe('the retries of a platform that refuses connections', () => {
  it('are not earned by those who were turned away', async () => {
    let now = Date.now();
    let mayRest = true;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    const exchange = vi.fn(async () => refused);
    const platform = new Platform({
      circuit: new Circuit({ exchange, close: () => Promise.resolve() }, REST_MS),
      credentials: { arePassed: false, headersFor: async () => ({}), refused: () => false },
      random: () => 0,
      // So that a retry would not be turned away itself.
      report: () => (now += mayRest ? 0 : REST_MS),
    });
    const call = () =>
      platform.call(aRequestOf(caller), { method: 'GET', path: '/', deadline: performance.now() + 10_000 });
    const answers: string[] = [];
    for (let n = 0; n < 55; n++) answers.push((await call()).status);
    expect(answers).toEqual([...Array<string>(5).fill('notSent'), ...Array<string>(50).fill('unavailable')]);
    mayRest = false;
    now += REST_MS;
    expect((await call()).status).toBe('notSent');
    expect(exchange).toHaveBeenCalledTimes(6);
  });
});

describe('a request whose connection breaks before it is answered', () => {
  const broken: Exchange = { status: 'lost', cause: new errors.SocketError('other side closed') };
  const timedOut: Exchange = { status: 'lost', cause: new DOMException('too late', 'TimeoutError') };

  it.each([
    ['a read is sent once more', 'GET', broken, 'answered', 2],
    ['a write is not', 'POST', broken, 'lost', 1],
    ['a read that was given up is not', 'GET', timedOut, 'lost', 1],
  ] as const)('%s', async (_, method, first, status, calls) => {
    const exchange = vi.fn(async (): Promise<Exchange> => answered);
    const platform = new Platform({
      circuit: new Circuit({ exchange, close: () => Promise.resolve() }, REST_MS),
      credentials: { arePassed: false, headersFor: async () => ({}), refused: () => false },
      random: () => 0,
      report: () => undefined,
    });
    const call = () =>
      platform.call(aRequestOf(caller), { method, path: '/', deadline: performance.now() + 10_000 });
    // Retries are a tenth of the requests.
    for (let n = 0; n < 10; n++) await call();
    exchange.mockClear();
    exchange.mockImplementationOnce(async () => first);
    expect((await call()).status).toBe(status);
    expect(exchange).toHaveBeenCalledTimes(calls);
  });
});
