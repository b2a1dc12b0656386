/** Subscriptions over a WebSocket. */

import type { WebSocket } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { CloseCode, makeServer, type Context } from 'graphql-ws';
import { identify, type Identity } from '../../http/access/authenticate.js';
import { logAnswer } from '../../http/log/log-requests.js';
import { RequestPeer } from '../../http/connections/peer.js';
import { logProblem } from '../../http/log/log-problem.js';
import { Problem, toProblem } from '../../http/problem.js';
import type { Authenticator } from '../../service/auth/authenticator.js';
import type { Clock } from '../../service/ports.js';
import { credentialIn } from './connection-params.js';
import type { Answers, RunSubscription } from './run-subscription.js';
import type { Ending, Subscriber, SubscriberLimits, Subscribers } from './subscriber.js';
import { UnidentifiedSockets } from './unidentified-sockets.js';

/** The close codes and reasons: clients reconnect after these, except slow ones. */
const closings: Readonly<Record<Ending, readonly [code: number, reason: string]>> = {
  expired: [4403, 'The credentials have expired'],
  missed: [1013, 'The gateway may have missed changes: subscribe again, and read again'],
  leaving: [1001, 'The gateway is shutting down'],
  slow: [1008, 'The client does not read its messages'],
};

const TOO_MANY_UNIDENTIFIED = [1013, 'Too many connections wait for credentials: try again soon'] as const;

const FORBIDDEN =
  'Credentials are required, and were missing or not valid: send authorization in connection_init';

/** How long a client has to confirm the close. */
const CLOSING_MS = 1_000;

/** The facts of a socket from its upgrade. */
interface Extra {
  readonly socket: WebSocket;
  readonly request: FastifyRequest;
  /** Null for a client that has sent no credential yet. */
  readonly identity: Identity | null;
  subscriber: Subscriber | null;
  /** Removes it from the unauthenticated sockets. */
  readonly identified: () => void;
}

type Connection = Context<Record<string, unknown>, Extra>;

export interface WebSocketOptions {
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly subscribers: Subscribers;
  readonly limits: SubscriberLimits;
  readonly run: RunSubscription;
}

/** Speaks graphql-transport-ws, with subscriptions alone. */
export function webSocketHandler(
  options: WebSocketOptions,
): (socket: WebSocket, request: FastifyRequest, identity: Identity | null) => void {
  const { limits, run } = options;
  const unidentified = new UnidentifiedSockets();
  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.initMs,
    onConnect: (connection) => admit(connection, options),
    onSubscribe: async ({ extra: { subscriber, request } }, _id, payload) => {
      if (!subscriber) return [];
      const begun = await run(subscriber, payload, request.id);
      return 'answers' in begun ? { ...begun.args, contextValue: begun.answers } : begun;
    },
    // The operation has begun already, so that its failures are sent as an error message.
    subscribe: ({ contextValue }) => contextValue as Answers,
  });
  return (socket, request, identity) => {
    const opened = performance.now();
    const identified = identity
      ? () => undefined
      : unidentified.add(new RequestPeer(request).address, () => close(socket, ...TOO_MANY_UNIDENTIFIED));
    const extra: Extra = { socket, request, identity, subscriber: null, identified };
    const stopAsking = keepAlive(socket, limits.keepAliveMs);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(extra, data, limits.unreadBytes),
        close: (code = CloseCode.InternalServerError, reason = '') => close(socket, code, reason),
        onMessage: (handle) => socket.on('message', (data: Buffer) => void take(extra, data, handle)),
      },
      extra,
    );
    socket.once('close', (code: number, reason: Buffer) => {
      stopAsking();
      identified();
      logConnection(extra, performance.now() - opened);
      extra.subscriber?.leave();
      void closed(code, reason.toString('utf8'));
    });
  };
}

/** Authenticates by the headers of the upgrade or, without any, by `connection_init`. */
async function admit(
  { connectionParams, extra }: Connection,
  { authenticator, clock, subscribers }: WebSocketOptions,
): Promise<boolean> {
  const { socket, request } = extra;
  try {
    const identity =
      extra.identity ??
      (await identify(authenticator, credentialIn(connectionParams), new RequestPeer(request)));
    extra.identified();
    const expiresInMs = identity.expiresAt && identity.expiresAt.getTime() - clock.now().getTime();
    extra.subscriber = subscribers.join(identity.caller, expiresInMs, (why) => {
      if (why === 'slow') socket.terminate();
      else close(socket, ...closings[why]);
    });
    if (!extra.subscriber) close(socket, 4429, 'This client has too many connections: close some first');
    // The socket may have closed during the authentication.
    else if (socket.readyState !== socket.OPEN) extra.subscriber.leave();
    return extra.subscriber !== null;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      request.refusedFor = error.message;
      close(socket, CloseCode.Forbidden, FORBIDDEN);
      return false;
    }
    logProblem(request.log, toProblem(error), error);
    close(socket, 1013, 'The gateway is unavailable: try again soon');
    return false;
  }
}

/** Handles a message, or closes the socket of an impossible one. */
async function take(
  { socket, request }: Extra,
  data: Buffer,
  handle: (text: string) => Promise<void>,
): Promise<void> {
  try {
    await handle(data.toString('utf8'));
  } catch (err) {
    request.log.debug({ err }, 'The client sent an invalid message');
    close(socket, CloseCode.BadRequest, 'Invalid message received');
  }
}

function logConnection({ request, subscriber, identity }: Extra, ms: number): void {
  logAnswer(request, { status: 101, ms, caller: (subscriber ?? identity)?.caller });
}

/** Waits until it is handed to the network: what comes after it waits here, and what waits becomes one. */
function send({ socket, subscriber }: Extra, data: string, unreadBytes: number): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) {
      resolve();
      return;
    }
    if (socket.bufferedAmount > unreadBytes) subscriber?.end('slow');
    // A broken connection closes, which is handled elsewhere.
    socket.send(data, () => resolve());
  });
}

/** Pings the client, and terminates it when the pong is missing at the next ping. */
function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let isThere = true;
  socket.on('pong', () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    if (!isThere) {
      socket.terminate();
      return;
    }
    isThere = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}

/** Closes the socket, with or without the client's confirmation. */
function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const cut = setTimeout(() => socket.terminate(), CLOSING_MS);
  socket.once('close', () => clearTimeout(cut));
}
