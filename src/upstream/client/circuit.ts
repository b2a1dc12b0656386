/** The circuit breaker in front of the platform. */

import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel';
import { answerTimeLeft, type CallTime } from './call-time.js';
import { ConnectionQueue } from './connection-queue.js';
import { MAX_CONNECTIONS, type Connection, type Exchange, type UpstreamRequest } from './exchange.js';

/** The failures in a row that open the circuit breaker. */
const FAILURES = 5;
/** The Retry-After of requests that arrive during a probe. */
const PROBE_MS = 1_000;

export type CircuitChange = 'open' | 'closed';

/** The circuit breaker is open: nothing was sent. */
export interface Unavailable {
  readonly status: 'unavailable';
  readonly retryAfterMs: number;
}

/**
 * Sends requests through the connections to a platform. After 5 failures in a row the breaker opens and refuses requests
 * at once; after `openForMs` it lets a single request through, as a probe.
 */
export class Circuit {
  readonly #breaker;
  readonly #queue = new ConnectionQueue(MAX_CONNECTIONS);
  #openedAt = 0;

  /**
   * @param openForMs how long it stays open before a probe
   * @param onStateChange called when it opens, and when it closes
   */
  constructor(
    private readonly connection: Connection,
    private readonly openForMs: number,
    onStateChange: (change: CircuitChange) => void = () => undefined,
  ) {
    this.#breaker = circuitBreaker(
      handleWhenResult((result) => isFailure(result as Exchange)),
      { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: openForMs },
    );
    this.#breaker.onBreak(() => {
      this.#openedAt = Date.now();
      onStateChange('open');
    });
    this.#breaker.onReset(() => {
      onStateChange('closed');
    });
  }

  /** A request without a connection in time says nothing about the platform, so the breaker does not count it. */
  async exchange(request: UpstreamRequest, time: CallTime): Promise<Exchange | Unavailable> {
    const waitMs = this.#refusesForMs();
    if (waitMs > 0) return { status: 'unavailable', retryAfterMs: waitMs };
    if (!(await this.#queue.take(time.sendBy))) return noConnection();
    try {
      return await this.#exchangeUnlessOpen(request, time);
    } finally {
      this.#queue.release();
    }
  }

  async #exchangeUnlessOpen(request: UpstreamRequest, time: CallTime): Promise<Exchange | Unavailable> {
    // Other requests would wait for the probe.
    const waitMs = this.#refusesForMs();
    if (waitMs > 0) return { status: 'unavailable', retryAfterMs: waitMs };
    const isProbe = this.#breaker.state !== CircuitState.Closed;
    try {
      return await this.#breaker.execute(async () => {
        const exchange = await this.connection.exchange(request, answerTimeLeft(time));
        const isEvidence = isProbe || exchange.status === 'answered' || exchange.isCut !== true;
        if (!isEvidence) throw new NoEvidence(exchange);
        return exchange;
      });
    } catch (error) {
      if (error instanceof NoEvidence) return error.exchange;
      if (!(error instanceof BrokenCircuitError)) throw error;
      return { status: 'unavailable', retryAfterMs: Math.max(1, this.#refusesForMs()) };
    }
  }

  /** How long the breaker stays open; 0 when it is closed. */
  #refusesForMs(): number {
    switch (this.#breaker.state) {
      case CircuitState.HalfOpen:
        return PROBE_MS;
      case CircuitState.Open:
        return Math.max(0, this.#openedAt + this.openForMs - Date.now());
      case CircuitState.Closed:
      case CircuitState.Isolated:
        return 0;
    }
  }
}

/** Leaves a closed breaker as it is, which takes each result for a failure or a success, and no other error. */
class NoEvidence extends Error {
  constructor(readonly exchange: Exchange) {
    super('The request was given up early');
  }
}

function noConnection(): Exchange {
  return { status: 'notSent', cause: new Error('No connection to the platform was free in time') };
}

/** Another action of the same customer is running, which is no failure of the platform. */
const CUSTOMER_BUSY = 521;

function isFailure(exchange: Exchange): boolean {
  if (exchange.status !== 'answered') return true;
  const { httpStatus, body } = exchange;
  // Without JSON it is a CDN's status for a web server that is down.
  if (httpStatus >= 500) return httpStatus !== CUSTOMER_BUSY || body === undefined;
  return httpStatus < 300 && body === undefined;
}
