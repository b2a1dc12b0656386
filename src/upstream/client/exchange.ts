/** One HTTP exchange: answered, not sent, or lost. */

import { Pool, request, type Dispatcher } from 'undici';
import { statusOf } from '../../wire/answered/answered-failure.js';
import { parseExactJson } from '../../wire/exact-json.js';
import { inClientSpan } from '../../telemetry/client-span.js';
import { USER_AGENT } from './user-agent.js';

/** The maximum number of concurrent requests. */
export const MAX_CONNECTIONS = 16;
/** A hundred customers' answers take some 20 KiB, a hundred promotions with their histories some 300. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
const MAX_CONNECT_MS = 3_000;
/** A request on a connection that the server is closing is lost, so the client closes idle ones first. */
const KEEP_ALIVE_MS = 4_000;

/** One request to the platform, as far as HTTP is concerned. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** Below the platform's URL, with a slash in front. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The result of a request. An unsent one was not done; a lost one may have been. */
export type Exchange = Answer | Unanswered<'notSent'> | Unanswered<'lost'>;

export interface Unanswered<Status extends 'notSent' | 'lost' = 'notSent' | 'lost'> {
  readonly status: Status;
  readonly cause: Error;
  /** Whether it was given up long before the time of the platform was over, which says nothing about the platform. */
  readonly isCut?: boolean;
}

export interface Answer {
  readonly status: 'answered';
  /** The status of HTTP, or the one in a body that came with the status 200. */
  readonly httpStatus: number;
  /** Undefined when it is not JSON. */
  readonly body: unknown;
  /** The length of the body in characters. */
  readonly size: number;
  /** The platform's X-Cap-Requestid. */
  readonly requestId: string | null;
  /** From Retry-After. */
  readonly retryAfterMs: number | null;
  /** How far the platform's clock is ahead of ours. */
  readonly clockAheadMs: number;
}

/** The connections to one platform. */
export interface Connection {
  /** Never throws, and never sends twice. */
  exchange(request: UpstreamRequest, timeoutMs: number): Promise<Exchange>;
  close(): Promise<void>;
}

/** Opens a bounded pool of connections: TLS is verified, and no redirect is followed. */
export function openConnection(url: string, timeoutMs: number): Connection {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/(?<!\/)\/+$/, '');
  const pool = new Pool(origin, {
    connections: MAX_CONNECTIONS,
    connect: { timeout: Math.min(MAX_CONNECT_MS, Math.ceil(timeoutMs / 4)), rejectUnauthorized: true },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  const dispatcher = pool.compose(observeStart);
  return {
    exchange: async (upstreamRequest, within) => {
      const result = await exchange(dispatcher, origin + prefix, upstreamRequest, within);
      const isCut = result.status !== 'answered' && isTimeout(result) && within < timeoutMs * SHARE_OF_CUT;
      return isCut ? { ...result, isCut } : result;
    },
    // The callers of running requests have gone, so these are aborted.
    close: () => pool.destroy(),
  };
}

/** The share of the platform's time below which a request that was given up says nothing: details are read in less. */
const SHARE_OF_CUT = 1 / 3;

function isTimeout({ cause }: Unanswered): boolean {
  return cause.name === 'TimeoutError';
}

async function exchange(
  dispatcher: Dispatcher,
  base: string,
  { method, path, query = {}, headers = {}, body }: UpstreamRequest,
  timeoutMs: number,
): Promise<Exchange> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const progress: Progress = { hasBegun: false, signal };
  const send = async (traced: Readonly<Record<string, string>>): Promise<Exchange> => {
    try {
      const response = await request(base + path, {
        dispatcher,
        opaque: progress,
        method,
        query,
        headers: { ...OUR_HEADERS, ...(body !== undefined && JSON_BODY), ...traced },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal,
      });
      return answerOf(response.statusCode, response.headers, await response.body.text());
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      return { status: progress.hasBegun ? 'lost' : 'notSent', cause };
    }
  };
  return inClientSpan({ method, url: base + path, headers }, send, (result) =>
    result.status === 'answered' ? result.httpStatus : null,
  );
}

const OUR_HEADERS = { accept: 'application/json', 'user-agent': USER_AGENT };
const JSON_BODY = { 'content-type': 'application/json' };

/** The state of a running request. */
interface Progress {
  hasBegun: boolean;
  readonly signal: AbortSignal;
}

/** Records when undici writes a request to a connection; until then nothing is sent. */
function observeStart(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const { opaque } = options as Dispatcher.RequestOptions<Progress>;
    return dispatch(options, {
      onRequestStart: (...start) => {
        // A request whose time is over is dropped before undici writes it.
        if (opaque && !opaque.signal.aborted) opaque.hasBegun = true;
        handler.onRequestStart?.(...start);
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...response) => handler.onResponseStart?.(...response),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...failure) => handler.onResponseError?.(...failure),
    });
  };
}

function answerOf(
  httpStatus: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
): Answer {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const body = jsonOf(text);
  return {
    status: 'answered',
    httpStatus: statusOf(httpStatus, body),
    body,
    size: text.length,
    requestId: header('x-cap-requestid'),
    retryAfterMs: retryAfterOf(header('retry-after')),
    clockAheadMs: (Date.parse(header('date') ?? '') || Date.now()) - Date.now(),
  };
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or an HTTP date. */
function retryAfterOf(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
