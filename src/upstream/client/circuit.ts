/** The circuit breaker in front of the platform. */

import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { Connection, Exchange, UpstreamRequest } from './exchange.js';

/** So many failures in a row open it. */
const FAILURES = 5;
/** What those are told to wait who come while a probe is under way. */
const PROBE_MS = 1_000;

export type CircuitChange = 'open' | 'closed';

/** The platform failed too often just now: nothing was sent. */
export interface Unavailable {
  readonly status: 'unavailable';
  readonly retryAfterMs: number;
}

/**
 * Keeps requests from a platform that does not answer: after 5 failures in a row they are turned away at once,
 * until after a while a single one is let through to see whether it answers again.
 */
export class Circuit {
  readonly #breaker;
  #openedAt = 0;

  /**
   * @param openForMs how long it stays open before a probe
   * @param onTurn told when it opens, and when it closes again
   */
  constructor(
    private readonly connection: Connection,
    private readonly openForMs: number,
    onTurn: (turn: CircuitChange) => void = () => undefined,
  ) {
    this.#breaker = circuitBreaker(
      handleWhenResult((result) => isFailure(result as Exchange)),
      { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: openForMs },
    );
    this.#breaker.onBreak(() => {
      this.#openedAt = Date.now();
      onTurn('open');
    });
    this.#breaker.onReset(() => {
      onTurn('closed');
    });
  }

  async exchange(request: UpstreamRequest, timeoutMs: number): Promise<Exchange | Unavailable> {
    // It would have others wait for the probe.
    if (this.#breaker.state === CircuitState.HalfOpen)
      return { status: 'unavailable', retryAfterMs: PROBE_MS };
    try {
      return await this.#breaker.execute(() => this.connection.exchange(request, timeoutMs));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      const retryAfterMs = Math.max(1, this.#openedAt + this.openForMs - Date.now());
      return { status: 'unavailable', retryAfterMs };
    }
  }
}

/** Several actions of one customer at once: that is no failing of the platform. */
const CUSTOMER_BUSY = 521;

function isFailure(exchange: Exchange): boolean {
  if (exchange.status !== 'answered') return true;
  const { httpStatus, body } = exchange;
  if (httpStatus >= 500) return httpStatus !== CUSTOMER_BUSY;
  return httpStatus < 300 && body === undefined;
}
