/** The route /graphql/stream. */

import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { identify, requireOneCredential, type Identity } from '../../http/access/authenticate.js';
import { requireKnownOrigin } from '../../http/access/known-origin.js';
import { RequestPeer } from '../../http/connections/peer.js';
import { Problem } from '../../http/problem.js';
import type { DoorSources } from '../../http/access/request-scope.js';
import { answerErrors, MAX_BODY_BYTES } from '../../http/server.js';
import { webSocketUpgrades } from '../../http/connections/upgrades.js';
import type { Clock } from '../../service/ports.js';
import { subscriptionRunner } from './run-subscription.js';
import { serverSentEvents } from './server-sent-events.js';
import { subscriberLimits, Subscribers, type SubscriberLimits } from './subscriber.js';
import type { SubscriptionDocumentOptions } from './subscription-document.js';
import { webSocketHandler } from './web-socket.js';

const PATH = '/graphql/stream';

export interface StreamDoorOptions extends SubscriptionDocumentOptions {
  readonly clock: Clock;
  /** The origins whose pages may subscribe besides our own. */
  readonly corsOrigins: readonly string[];
  readonly subscriberLimits?: SubscriberLimits | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for a WebSocket that is opened without a credential, which comes afterwards. */
    identity: Identity | null;
  }
}

/** The door for subscriptions, by WebSocket and by Server-Sent Events: `/graphql/stream`. */
export async function openStreamDoor(
  server: FastifyInstance,
  sources: DoorSources,
  options: StreamDoorOptions,
): Promise<void> {
  const { clock, subscriberLimits: limits = subscriberLimits } = options;
  const subscribers = new Subscribers(limits);
  const run = subscriptionRunner({ ...options, sources, logger: server.log });
  const shared = { clock, subscribers, limits, run };
  await server.register(async (door) => {
    await door.register(websocket, {
      options: {
        server: webSocketUpgrades(server.server, PATH) as never,
        maxPayload: MAX_BODY_BYTES,
        // Each message gets its own turn of the event loop, because one packet may hold thousands.
        allowSynchronousEvents: false,
        handleProtocols,
      },
      preClose: (done) => {
        subscribers.endAll('leaving');
        done();
      },
    });
    answerErrors(door, ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }));
    requireKnownOrigin(door, options.corsOrigins);
    identifyCallers(door, sources);
    const answerEvents = serverSentEvents(shared);
    const events = (request: FastifyRequest, reply: Parameters<typeof answerEvents>[1]) =>
      answerEvents(request, reply, identityOf(request));
    const openSocket = webSocketHandler({ ...shared, authenticator: sources.authenticator });
    door.route({
      method: 'GET',
      url: PATH,
      exposeHeadRoute: false,
      handler: events,
      wsHandler: (socket: WebSocket, request: FastifyRequest) =>
        openSocket(socket, request, request.identity),
    });
    door.route({ method: ['POST', 'PUT', 'DELETE'], url: PATH, handler: events });
  });
}

/** Finds the caller of every request before its body is read, and before it is upgraded. */
function identifyCallers(door: FastifyInstance, { authenticator }: DoorSources): void {
  door.addHook('onRequest', async (request) => {
    requireOneCredential(request.raw.rawHeaders, request.query);
    const { authorization, 'x-cap-api-oauth-token': token } = request.headers;
    const saysLater = request.ws && authorization === undefined && token === undefined;
    request.identity = saysLater
      ? null
      : await identify(authenticator, request.headers, new RequestPeer(request));
  });
}

function identityOf({ identity }: FastifyRequest): Identity {
  if (!identity) throw new Problem(401, 'UNAUTHENTICATED', 'Credentials are required');
  return identity;
}
