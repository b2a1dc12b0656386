/** Subscriptions over Server-Sent Events. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { createHandler, type Handler, type Response } from 'graphql-sse';
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Identity } from '../../http/access/authenticate.js';
import { logAnswer } from '../../http/log/log-requests.js';
import { Problem } from '../../http/problem.js';
import type { Clock } from '../../service/ports.js';
import { asRequest, documentIdsIn, STREAM_TOKEN, withCodes } from './event-stream-request.js';
import type { RunSubscription } from './run-subscription.js';
import type { Subscriber, SubscriberLimits, Subscribers } from './subscriber.js';

export interface ServerSentEventsOptions {
  readonly clock: Clock;
  readonly subscribers: Subscribers;
  readonly limits: SubscriberLimits;
  readonly run: RunSubscription;
}

/** A stream, from its request until the end of its connection. */
interface Stream {
  readonly subscriber: Subscriber;
  readonly handler: Handler<FastifyRequest>;
  /** Its connection, once it is open. */
  reply: FastifyReply | null;
  /** The write in progress, for which further answers wait. */
  written: Promise<void>;
  /** Its token, in single connection mode. */
  readonly token: string | null;
}

/**
 * Speaks GraphQL over Server-Sent Events, in both modes: a stream for each subscription, or one that is reserved
 * (PUT), opened (GET), and given subscriptions to carry (POST, DELETE). A reserved stream belongs to the client that reserved
 * it, and is forgotten with its connection, or when it is not opened in time.
 */
export function serverSentEvents(
  options: ServerSentEventsOptions,
): (request: FastifyRequest, reply: FastifyReply, identity: Identity) => Promise<unknown> {
  const reserved = new Map<string, Stream>();
  return async (request, reply, identity) => {
    const known = findStream(reserved, request, identity);
    const stream = known ?? open(request, identity, reserved, options);
    try {
      const answer = await stream.handler(asRequest(request));
      return await respond(answer, stream, reply, options.limits);
    } catch (error) {
      if (!known) stream.subscriber.leave();
      throw error;
    }
  };
}

/**
 * The stream that a request names; null where it asks for one. One that is reserved is always new: clients that come
 * again send the token that they had.
 * @throws Problem 404 for a token that is not this client's
 */
function findStream(
  reserved: ReadonlyMap<string, Stream>,
  { headers, method }: FastifyRequest,
  { caller }: Identity,
): Stream | null {
  const token = headers[STREAM_TOKEN];
  if (token === undefined || method === 'PUT') return null;
  const stream = typeof token === 'string' ? reserved.get(token) : undefined;
  if (stream && isSame(stream.subscriber.caller, caller)) return stream;
  throw new Problem(404, 'NOT_FOUND', NOT_HERE);
}

const NOT_HERE =
  'This gateway has no such stream of this client: it ended, or was reserved at another gateway. Reserve one with PUT, and send all its requests to the same gateway';

function isSame(one: Identity['caller'], other: Identity['caller']): boolean {
  return (
    one.clientId === other.clientId && one.organisation.organisationId === other.organisation.organisationId
  );
}

/** @throws Problem 429 for a client with too many streams */
function open(
  request: FastifyRequest,
  { caller, expiresAt }: Identity,
  reserved: Map<string, Stream>,
  { clock, subscribers, limits, run }: ServerSentEventsOptions,
): Stream {
  const token = request.method === 'PUT' ? randomUUID() : null;
  const expiresInMs = expiresAt && expiresAt.getTime() - clock.now().getTime();
  const subscriber = subscribers.join(caller, expiresInMs, () => end(stream));
  if (!subscriber)
    throw new Problem(
      429,
      'TOO_MANY_SUBSCRIPTIONS',
      'This client has too many connections: close some first',
    );
  const stream: Stream = {
    subscriber,
    handler: handlerOf(subscriber, token, run, () => stream.written),
    reply: null,
    written: Promise.resolve(),
    token,
  };
  if (token === null) return stream;
  reserved.set(token, stream);
  const forget = setTimeout(() => {
    if (!stream.reply) subscriber.leave();
  }, limits.initMs).unref();
  subscriber.onceGone(() => {
    clearTimeout(forget);
    reserved.delete(token);
  });
  return stream;
}

/** graphql-sse keeps the streams of a handler until somebody opens and closes them: so each has a handler of its own. */
function handlerOf(
  subscriber: Subscriber,
  token: string | null,
  run: RunSubscription,
  written: () => Promise<void>,
): Handler<FastifyRequest> {
  return createHandler<FastifyRequest>({
    authenticate: () => token,
    onSubscribe: async ({ raw }, params) => {
      const begun = await run(subscriber, { ...params, ...documentIdsIn(raw) }, raw.id);
      return 'answers' in begun ? begun.answers : only({ errors: begun });
    },
    onNext: written,
  });
}

/** Sends errors as the only result. */
async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield await Promise.resolve(result);
}

async function respond(
  [body, { status, headers = {} }]: Response,
  stream: Stream,
  reply: FastifyReply,
  { keepAliveMs: patienceMs }: SubscriberLimits,
): Promise<unknown> {
  if (body === null || typeof body === 'string') {
    // A refused or finished request has no stream.
    if (stream.token === null) stream.subscriber.leave();
    return reply
      .status(status)
      .headers(headers)
      .header('cache-control', 'no-store')
      .send(body !== null && status >= 400 ? withCodes(body, status) : body);
  }
  stream.reply = reply;
  const { raw } = reply.hijack();
  raw.once('close', () => {
    const { caller } = stream.subscriber;
    logAnswer(reply.request, { status, ms: reply.elapsedTime, caller });
    stream.subscriber.leave();
    void body.return();
  });
  raw.writeHead(status, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    ...headers,
    'cache-control': 'no-store',
  });
  try {
    for await (const text of body) {
      if (raw.destroyed) break;
      stream.written = write(raw, text, () => stream.subscriber.end('slow'), patienceMs);
      await stream.written;
    }
  } finally {
    raw.end();
  }
  return reply;
}

/** Waits until the network has taken the data. */
function write(raw: ServerResponse, text: string, onStuck: () => void, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stuck = setTimeout(onStuck, patienceMs);
    // A broken connection closes, which is handled elsewhere.
    raw.write(text, () => {
      clearTimeout(stuck);
      resolve();
    });
  });
}

/** Ends without a `complete`, so that the client reconnects. */
function end({ reply, subscriber }: Stream): void {
  if (!reply) subscriber.leave();
  else reply.raw.destroy();
}
