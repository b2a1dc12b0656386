/** Sends a write once, and reads its answer. */

import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { failureIn } from '../../wire/answered/answered-failure.js';
import { FAILED, refusalOf } from '../../wire/answered/answered-message.js';
import { operationPaths } from '../../wire/operation-paths.js';
import { correlate, type Correlation, type EnrolmentOf, type EntryResult } from './correlate.js';
import { operationCodecs } from './operation-codec.js';
import { requestOf, type UpstreamWrite } from './upstream-write.js';
import type { Answer } from '../client/exchange.js';
import { refusesCredential, TOO_MANY_CALLS, type Call, type Platform } from '../client/platform.js';
import { CUSTOMER_ACCESS } from '../reads/read.js';
import { CredentialRefused } from '../../service/ports.js';
import { refusalOfFailure } from '../../service/unavailable.js';

/** The result of a write: a refusal of the whole, or a result for each target. */
export interface SendResult {
  readonly upstreamRequestId: string | null;
  readonly outcome:
    | { readonly refusal: Refusal }
    | { readonly results: readonly EntryResult[]; readonly retryAfterMs?: number };
}

/** The Retry-After of an unsent write. */
const RETRY_MS = 1_000;
const CUSTOMER_BUSY = 521;
/** The code with which the platform says that its authorisation is down. */
const AUTHORISATION_DOWN = 4001;
const OK = 200;
const REDIRECT = 300;
const BAD_REQUEST = 400;
const REQUEST_TIMED_OUT = 408;
const SERVER_ERROR = 500;

/**
 * Sends a write once.
 * @throws CredentialRefused where the caller's is passed on
 */
export async function sendWrite(
  platform: Platform,
  upstreamWrite: UpstreamWrite,
  enrolmentOf: EnrolmentOf,
): Promise<SendResult> {
  const exchange = await platform.call(upstreamWrite.origin, callOf(upstreamWrite));
  if (exchange.status === 'unavailable') return unsent(exchange.retryAfterMs);
  if (exchange.status === 'notSent') return unsent(RETRY_MS);
  if (exchange.status === 'lost') return { upstreamRequestId: null, outcome: unknown(upstreamWrite, null) };
  if (refusesCredential(exchange)) return refuseCredential(platform, exchange);
  return { upstreamRequestId: exchange.requestId, outcome: outcomeOf(upstreamWrite, exchange, enrolmentOf) };
}

function callOf(upstreamWrite: UpstreamWrite): Call {
  const { time, operation } = upstreamWrite;
  const encoded = operationCodecs[operation].encode(requestOf(upstreamWrite));
  return { method: 'POST', path: operationPaths[operation], ...encoded, ...time };
}

function unsent(retryAfterMs: number): SendResult {
  return {
    upstreamRequestId: null,
    outcome: { refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs } },
  };
}

/** @throws CredentialRefused */
function refuseCredential(platform: Platform, answer: Answer): SendResult {
  const error = platform.credentialRefusal(answer, CUSTOMER_ACCESS);
  if (error instanceof CredentialRefused) throw error;
  return { upstreamRequestId: answer.requestId, outcome: { refusal: refusalOfFailure(error) } };
}

function outcomeOf(
  upstreamWrite: UpstreamWrite,
  answer: Answer,
  enrolmentOf: EnrolmentOf,
): SendResult['outcome'] {
  const { httpStatus, body, retryAfterMs } = answer;
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  const correlation = correlationOf(upstreamWrite, answer, enrolmentOf);
  if (correlation !== NO_ENTRIES) return correlation ?? unknown(upstreamWrite, retryAfterMs);
  if (httpStatus === TOO_MANY_CALLS) return { refusal: { fault: 'THROTTLED', ...wait } };
  if (httpStatus === CUSTOMER_BUSY && body !== undefined) return busy(upstreamWrite, wait);
  const failure = failureIn(body);
  if (failure?.code === AUTHORISATION_DOWN) return { refusal: { fault: 'UPSTREAM_UNAVAILABLE', ...wait } };
  if (failure?.code === FAILED) return unknown(upstreamWrite, retryAfterMs);
  const isRefused =
    httpStatus >= BAD_REQUEST && httpStatus < SERVER_ERROR && httpStatus !== REQUEST_TIMED_OUT;
  // General errors come with 200 as well as with 4xx.
  if (!isRefused && !(failure && isSuccess(httpStatus))) return unknown(upstreamWrite, retryAfterMs);
  const { code, message } = failure ?? { code: NaN, message: '' };
  const refusal = refusalOf({ code: code || httpStatus, message }, upstreamWrite.operation);
  return concernsCustomer(upstreamWrite, refusal)
    ? { results: [{ status: 'refused', customerId: null, refusal }] }
    : { refusal };
}

/** Whether a general error is about the one customer of a call. A code that is not known may be about anything. */
function concernsCustomer({ targets }: UpstreamWrite, { fault }: Refusal): boolean {
  return targets.length === 1 && fault !== 'UNRECOGNISED' && catalogue[fault].scope === 'CUSTOMER';
}

const NO_ENTRIES = 'no entries';

/** Correlates the entries of an answer; null where they cannot be understood, or the status contradicts them. */
function correlationOf(
  upstreamWrite: UpstreamWrite,
  { httpStatus, body }: Answer,
  enrolmentOf: EnrolmentOf,
): Correlation | null | typeof NO_ENTRIES {
  const entries = operationCodecs[upstreamWrite.operation].decode(body, isSuccess(httpStatus));
  if (!entries) return NO_ENTRIES;
  const correlation = correlate(upstreamWrite, entries, enrolmentOf);
  if (isSuccess(httpStatus)) return correlation;
  // An answer that says by its status that it failed may repeat that, but cannot say that it succeeded.
  const isRefusal =
    correlation !== null && (!('results' in correlation) || correlation.results.every(isRefused));
  return isRefusal && httpStatus >= BAD_REQUEST && httpStatus < SERVER_ERROR ? correlation : null;
}

function isRefused(result: EntryResult): boolean {
  return result !== 'unknown' && result.status === 'refused';
}

function isSuccess(httpStatus: number): boolean {
  return httpStatus >= OK && httpStatus < REDIRECT;
}

function unknown({ targets }: UpstreamWrite, retryAfterMs: number | null): SendResult['outcome'] {
  return { results: targets.map(() => 'unknown'), ...(retryAfterMs !== null && { retryAfterMs }) };
}

/** Where there are several customers, the status does not say which of them is busy. */
function busy({ targets }: UpstreamWrite, wait: { readonly retryAfterMs?: number }): SendResult['outcome'] {
  const refusal: Refusal = { fault: 'CUSTOMER_BUSY', ...wait };
  return targets.length > 1 ? { refusal } : { results: [{ status: 'refused', customerId: null, refusal }] };
}
