import { afterEach, describe, expect, it, vi } from 'vitest';
import { timeUntil } from '../../../src/upstream/client/call-time.js';
import { Circuit } from '../../../src/upstream/client/circuit.js';
import type { Exchange } from '../../../src/upstream/client/exchange.js';

const REST_MS = 5_000;
const request = { method: 'GET', path: '/' } as const;
const answered: Exchange = {
  status: 'answered',
  httpStatus: 200,
  body: {},
  size: 2,
  requestId: null,
  retryAfterMs: null,
  clockAheadMs: 0,
};

afterEach(() => vi.restoreAllMocks());

it('the circuit breaker says when it leaves the platform alone, and when the platform answers again', async () => {
  let now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  let outcome: Exchange = { status: 'notSent', cause: new Error('refused') };
  const turns: string[] = [];
  const connection = { exchange: async () => outcome, close: () => Promise.resolve() };
  const circuit = new Circuit(connection, REST_MS, (turn) => turns.push(turn));
  for (let n = 0; n < 4; n++) await circuit.exchange(request, timeUntil(performance.now() + 1_000));
  expect(turns).toEqual([]);
  for (let n = 0; n < 4; n++) await circuit.exchange(request, timeUntil(performance.now() + 1_000));
  expect(turns).toEqual(['open']);
  now += REST_MS;
  outcome = answered;
  expect(await circuit.exchange(request, timeUntil(performance.now() + 1_000))).toEqual(answered);
  expect(turns).toEqual(['open', 'closed']);
});

it.each([521, 429, 400])(
  'the circuit breaker does not leave the platform alone after any number of answers of %i',
  async (httpStatus) => {
    const turns: string[] = [];
    const busy = { ...answered, httpStatus };
    const connection = { exchange: async () => busy, close: () => Promise.resolve() };
    const circuit = new Circuit(connection, REST_MS, (turn) => turns.push(turn));
    for (let n = 0; n < 12; n++) {
      expect(await circuit.exchange(request, timeUntil(performance.now() + 1_000))).toEqual(busy);
    }
    expect(turns).toEqual([]);
  },
);

describe('a request that the gateway gives up long before the time of the platform is over', () => {
  const lost = { status: 'lost', cause: new Error('cut') } as const;
  const cut: Exchange = { ...lost, isCut: true };
  const within = () => timeUntil(performance.now() + 1_000);

  it('is no failure for the circuit breaker, and no success either', async () => {
    const turns: string[] = [];
    let outcome: Exchange = cut;
    const connection = { exchange: async () => outcome, close: () => Promise.resolve() };
    const circuit = new Circuit(connection, REST_MS, (turn) => turns.push(turn));
    for (let n = 0; n < 12; n++) expect(await circuit.exchange(request, within())).toEqual(cut);
    expect(turns).toEqual([]);
    for (let n = 0; n < 5; n++) {
      outcome = lost;
      await circuit.exchange(request, within());
      outcome = cut;
      await circuit.exchange(request, within());
    }
    expect(turns).toEqual(['open']);
  });

  it('does not close the circuit breaker either', async () => {
    let now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    const turns: string[] = [];
    let outcome: Exchange = lost;
    const connection = { exchange: async () => outcome, close: () => Promise.resolve() };
    const circuit = new Circuit(connection, REST_MS, (turn) => turns.push(turn));
    for (let n = 0; n < 5; n++) await circuit.exchange(request, within());
    now += REST_MS;
    outcome = cut;
    await circuit.exchange(request, within());
    expect(turns).toEqual(['open', 'open']);
  });
});
