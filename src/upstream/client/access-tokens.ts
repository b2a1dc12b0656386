/** The access tokens of an OAuth client at the platform, renewed in time. */

import { isObject, itemsOf, textOf } from '../../wire/json.js';
import { timeUntil } from './call-time.js';
import type { Circuit } from './circuit.js';
import type { Answer } from './exchange.js';

/** When to retry after the platform gave no access token, unless the circuit breaker is open for longer. */
const RETRY_MS = 1_000;

/** The platform refused an access token or did not answer. */
export class NoToken extends Error {
  override readonly name = 'NoToken';

  constructor(
    readonly reason: 'refused' | 'unavailable' | 'notSent' | 'lost',
    { retryAfterMs = RETRY_MS, cause }: { readonly retryAfterMs?: number; readonly cause?: Error } = {},
  ) {
    super(`The platform issued no access token (${reason})`, { cause });
    this.retryAfterMs = retryAfterMs;
  }

  readonly retryAfterMs: number;
}

/** How long before its expiry a token is renewed, or at a fifth of its lifetime if that is less. */
const RENEWED_BEFORE_MS = 30_000;

/** The platform's answer to a key and a secret. */
export interface GivenToken {
  readonly accessToken: string;
  readonly ttlSeconds: number;
}

interface Token {
  readonly accessToken: string;
  /** By `performance.now()`. */
  readonly renewAt: number;
}

export interface KeyAndSecret {
  readonly key: string;
  readonly secret: string;
}

/** The current access token of one OAuth client. */
export interface AccessTokens {
  /** The current token; concurrent callers share one renewal. @throws NoToken */
  current(timeoutMs: number): Promise<string>;
  /** Discards a token that the platform refused. */
  forget(accessToken: string): void;
}

export function accessTokens(circuit: Circuit, keyAndSecret: KeyAndSecret): AccessTokens {
  let token: Token | null = null;
  let renewal: Promise<Token> | null = null;
  const renew = async (timeoutMs: number): Promise<Token> => {
    const { accessToken, ttlSeconds } = await requestToken(circuit, keyAndSecret, timeoutMs);
    const ttlMs = ttlSeconds * 1_000;
    return { accessToken, renewAt: performance.now() + ttlMs - Math.min(RENEWED_BEFORE_MS, ttlMs / 5) };
  };
  return {
    async current(timeoutMs) {
      if (token && performance.now() < token.renewAt) return token.accessToken;
      renewal ??= renew(timeoutMs).finally(() => {
        renewal = null;
      });
      token = await renewal;
      return token.accessToken;
    },
    forget(accessToken) {
      if (token?.accessToken === accessToken) token = null;
    },
  };
}

/**
 * Exchanges a key and a secret for a token at the platform.
 * @throws NoToken
 */
export async function requestToken(
  circuit: Circuit,
  { key, secret }: KeyAndSecret,
  timeoutMs: number,
): Promise<GivenToken> {
  const request = { method: 'POST', path: '/v3/oauth/token/generate', body: { key, secret } } as const;
  const exchange = await circuit.exchange(request, timeUntil(performance.now() + timeoutMs));
  if (exchange.status !== 'answered') throw new NoToken(exchange.status, exchange);
  const { body, retryAfterMs } = exchange;
  const data = isObject(body) && isObject(body.data) ? body.data : {};
  const accessToken = textOf(data.accessToken);
  const ttlSeconds = Number(textOf(data.ttlSeconds) || NaN);
  if (accessToken !== '' && ttlSeconds > 0) return { accessToken, ttlSeconds };
  throw new NoToken(refuses(exchange) ? 'refused' : 'lost', {
    ...(retryAfterMs !== null && { retryAfterMs }),
  });
}

const REFUSING: readonly number[] = [400, 401, 403];

/** Whether an answer without a token refuses the credential, rather than reporting a failure. */
function refuses({ httpStatus, body }: Answer): boolean {
  return (
    REFUSING.includes(httpStatus) || (httpStatus < 300 && isObject(body) && itemsOf(body.errors).length > 0)
  );
}
