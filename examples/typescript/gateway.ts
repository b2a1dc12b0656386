import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** How to reach the gateway. */
export interface Gateway {
  readonly url: string;
  /** The Authorization header: `Bearer <token>`. */
  readonly authorization: string;
  /** Gets a new token where the gateway refuses the one at hand: the new Authorization header. */
  readonly renew?: () => Promise<string>;
  /** Waits; a test puts its own in. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly fetch?: typeof fetch;
}

/** The gateway did not do it, and sending the same again will not help. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

/** No answer came to any attempt: the gateway may have acted all the same. */
export class NoAnswer extends GatewayError {}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

const defaultSleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

/**
 * Sends one operation until it is answered. Every attempt sends the same body, so a mutation must have an
 * `idempotencyKey` in its variables: an answer that was lost is then answered again, and nothing happens twice.
 * @throws GatewayError
 */
export async function send<Data, Variables>(
  gateway: Gateway,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const body = JSON.stringify({ query: print(document), variables });
  const { sleep = defaultSleep } = gateway;
  let authorization = gateway.authorization;
  let mayRenew = gateway.renew !== undefined;
  for (let attempt = 1; ; attempt++) {
    const response = await renewing(await post({ ...gateway, authorization }, body));
    if (response && !isPassing(response)) return read<Data>(response);
    if (attempt === ATTEMPTS) throw new NoAnswer('The gateway does not answer');
    await sleep(waitOf(response, attempt));
  }

  /** Sends the same once more with a new token; a second 401 needs a person. */
  async function renewing(response: Response | null): Promise<Response | null> {
    if (response?.status !== 401 || !mayRenew || !gateway.renew) return response;
    mayRenew = false;
    authorization = await gateway.renew();
    return post({ ...gateway, authorization }, body);
  }
}

/** @returns null where no answer came: the gateway may have acted all the same */
async function post(gateway: Gateway, body: string): Promise<Response | null> {
  const { url, authorization, fetch: call = fetch } = gateway;
  const headers = {
    authorization,
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
  };
  try {
    return await call(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  } catch {
    return null;
  }
}

/** Whether the gateway, or what stands before it, may well answer the same request later. */
function isPassing({ status }: Response): boolean {
  return status === 429 || status >= 500;
}

async function read<Data>(response: Response): Promise<Data> {
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (data === null || data === undefined || errors) {
    throw new GatewayError(errors?.map(({ message }) => message).join('; ') ?? `HTTP ${response.status}`);
  }
  return data;
}

/** What the gateway asks for, or twice as long each time; with some chance in it, so that phones do not come back at once. */
function waitOf(response: Response | null, attempt: number): number {
  const asked = Number(response?.headers.get('retry-after') ?? 0) * 1000;
  return Math.max(asked, FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
}
