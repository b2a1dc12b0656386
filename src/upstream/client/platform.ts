/** The platform: credentials, retries and throttling around each call. */

import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from 'undici';
import { CredentialRefused, PlatformAccessRefused, PlatformUnavailable } from '../../service/ports.js';
import { CREDENTIAL_RETRY_MS } from '../../service/unavailable.js';
import type { Headers, RequestOrigin } from '../../service/request-origin.js';
import { refusesAccess } from '../../wire/answered/answered-failure.js';
import { NoToken } from './access-tokens.js';
import { isOver, leftUntil, timeUntil, type CallTime } from './call-time.js';
import type { Circuit, Unavailable } from './circuit.js';
import type { CredentialHeaders, Credentials } from './credentials.js';
import type { Answer, Exchange, UpstreamRequest } from './exchange.js';
import { RetryBudget, retryDelay } from './retry-budget.js';
import { Throttle } from './throttle.js';

const MAX_RETRIES = 2;
/** Expired, in the platform's own way and in HTTP's. */
const EXPIRED: readonly number[] = [401, 498];
const FORBIDDEN = 403;
export const TOO_MANY_CALLS = 429;

/** One call to the platform. */
export interface Call extends UpstreamRequest {
  /** By `performance.now()`: the call is aborted then. */
  readonly deadline: number;
  /** By `performance.now()`; after most of the time until the deadline, unless it is given. */
  readonly sendBy?: number;
  readonly answerWithinMs?: number;
}

/** A call with all its times. */
type TimedCall = Call & CallTime;

export interface PlatformOptions {
  readonly circuit: Circuit;
  readonly credentials: Credentials;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Receives failures of the connection to the platform, for the log. */
  readonly report: (error: Error) => void;
}

/**
 * Calls the platform, with credentials and a circuit breaker. It retries only requests that were not sent and reads on
 * broken connections, and few of them.
 */
export class Platform {
  readonly #retries = new RetryBudget();
  readonly #throttle = new Throttle();

  constructor(private readonly options: PlatformOptions) {}

  /** Makes a call, unless the platform is still throttling. */
  async call(origin: RequestOrigin, call: Call): Promise<Exchange | Unavailable> {
    const { organisation } = origin.caller;
    const credential = this.options.credentials.arePassed ? organisation.organisationId : OUR_OWN;
    const retryAfterMs = this.#throttle.leftFor(credential);
    if (retryAfterMs > 0) return { ...TOO_MANY, retryAfterMs };
    const exchange = await this.#callWithCredential(origin, {
      ...timeUntil(call.deadline),
      ...call,
      headers: headersOf(origin),
    });
    if (exchange.status === 'answered' && exchange.httpStatus === TOO_MANY_CALLS) {
      this.#throttle.hold(credential, exchange.retryAfterMs ?? 0);
    }
    return exchange;
  }

  async #callWithCredential({ caller }: RequestOrigin, call: TimedCall): Promise<Exchange | Unavailable> {
    const { credentials, report } = this.options;
    try {
      const headers = await credentials.headersFor(caller, leftUntil(call.sendBy));
      const exchange = await this.#send(call, headers);
      if (!isExpired(exchange) || !credentials.refused(headers)) return exchange;
      return await this.#send(call, await credentials.headersFor(caller, leftUntil(call.sendBy)));
    } catch (error) {
      if (!(error instanceof NoToken)) throw error;
      if (error.reason !== 'unavailable') report(error);
      return { status: 'unavailable', retryAfterMs: error.retryAfterMs };
    }
  }

  /** Logs failures of the connection to the platform. */
  report(error: Error): void {
    this.options.report(error);
  }

  /**
   * Handles an answer that refuses the credential: the caller's own is its error, the gateway's own is ours.
   * @param accessGroup the access that the call needs
   */
  credentialRefusal(
    { httpStatus }: Answer,
    accessGroup: string,
  ): CredentialRefused | PlatformAccessRefused | PlatformUnavailable {
    const lacksAccess = httpStatus === FORBIDDEN;
    if (this.options.credentials.arePassed) return new CredentialRefused(lacksAccess);
    const reason = "The platform refuses the gateway's own credential";
    const error = lacksAccess
      ? new PlatformAccessRefused(accessGroup)
      : new PlatformUnavailable(CREDENTIAL_RETRY_MS, { reason });
    this.options.report(new Error(`${error.message} (${httpStatus})`));
    return error;
  }

  async #send(call: TimedCall, credential: CredentialHeaders): Promise<Exchange | Unavailable> {
    for (let retry = 0; ; retry++) {
      const exchange = await this.#attempt(call, credential);
      if (exchange.status === 'unavailable') return exchange;
      if (retry === 0) this.#retries.count();
      const isRepeatable = exchange.status === 'notSent' || (retry === 0 && isBrokenRead(call, exchange));
      if (!isRepeatable || !(await this.#mayRetry(retry + 1, call.sendBy))) return exchange;
    }
  }

  async #attempt(call: TimedCall, credential: CredentialHeaders): Promise<Exchange | Unavailable> {
    const { circuit, report } = this.options;
    const { sendBy, deadline, answerWithinMs, ...request } = call;
    const headers = { ...request.headers, ...credential };
    const time = { sendBy, deadline, ...(answerWithinMs !== undefined && { answerWithinMs }) };
    // A call sent now would be aborted early, with an unknown outcome.
    const exchange = isOver(sendBy) ? tooLate() : await circuit.exchange({ ...request, headers }, time);
    if (exchange.status === 'notSent' || exchange.status === 'lost') report(exchange.cause);
    return exchange;
  }

  /** Waits before a retry, if one is allowed. */
  async #mayRetry(retry: number, sendBy: number): Promise<boolean> {
    const delay = retryDelay(retry, this.options.random());
    if (retry > MAX_RETRIES || leftUntil(sendBy) < 2 * delay || !this.#retries.take()) return false;
    await sleep(delay);
    return true;
  }
}

/**
 * Whether a read met a connection that the platform was closing, as it may close an idle one. A repeated read does nothing
 * twice.
 */
function isBrokenRead({ method }: Call, exchange: Exchange): boolean {
  return method === 'GET' && exchange.status === 'lost' && exchange.cause instanceof errors.SocketError;
}

function tooLate(): Exchange {
  return { status: 'notSent', cause: new Error('No time was left to call the platform') };
}

/** Whether an answer refuses the credential rather than the call. */
export function refusesCredential({ httpStatus, body }: Answer): boolean {
  return EXPIRED.includes(httpStatus) || (httpStatus === FORBIDDEN && refusesAccess(body));
}

function isExpired(exchange: Exchange | Unavailable): boolean {
  return exchange.status === 'answered' && EXPIRED.includes(exchange.httpStatus);
}

/** The headers that the platform learns of a request. */
function headersOf({ requestId, forwarded }: RequestOrigin): Headers {
  return { 'x-request-id': requestId, ...forwarded?.context, ...forwarded?.trace };
}

/** The answer of a platform that is still throttling. */
const TOO_MANY = {
  status: 'answered',
  httpStatus: TOO_MANY_CALLS,
  body: undefined,
  size: 0,
  requestId: null,
  clockAheadMs: 0,
} as const;

/** The caller of the gateway's own requests. */
const OUR_OWN = '';
