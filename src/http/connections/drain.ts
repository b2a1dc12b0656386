/** Stops accepting requests at shutdown without dropping one. */

import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { UPGRADED } from './upgrades.js';

/** Waiting in several turns lets a busy event loop accept what has queued up; one late timer would not. */
const TURN_MS = 20;
/** How long the drain holds back answers at most, until no new connection arrives. */
const HOLD_MS = 500;
/** How long a connection has to send its request after the listener has closed. */
const READ_MS = 2_000;

export interface DrainOptions {
  /** How long new connections are still taken, for load balancers to notice `/readyz`. */
  readonly noticeMs: number;
  /** Closes the listener and idle connections. */
  readonly stopAccepting: () => void;
}

/** Shuts a server down without dropping a request that has reached it. */
export interface Drain {
  readonly begun: boolean;
  /**
   * Goes on answering, ends the connection with each answer, and takes no more connections after a while.
   * @returns once every open connection has a request in work
   */
  begin(): Promise<void>;
}

export function createDrain(server: FastifyInstance, { noticeMs, stopAccepting }: DrainOptions): Drain {
  const connections = watchConnections(server);
  let begun = false;
  let held: Promise<void> | null = null;
  server.addHook('preClose', async () => {
    begun = true;
    // Node counts a connection as idle only after its first request; a browser opens some ahead.
    for (const socket of connections.unused()) socket.destroy();
  });
  server.addHook('onSend', async (_request, reply) => {
    if (!begun) return;
    reply.header('connection', 'close');
    if (held) await held;
  });
  return {
    get begun() {
      return begun;
    },
    async begin() {
      begun = true;
      await turns(noticeMs, () => true);
      // The system resets a connection that it has accepted and we have not. A client reconnects when it has its
      // answer, so none connects while all answers wait, and the queue of the system is empty.
      const { promise, resolve: release } = withResolver();
      held = promise;
      let seen = -1;
      await turns(HOLD_MS, () => seen !== (seen = connections.taken()));
      stopAccepting();
      held = null;
      release();
      await turns(READ_MS, () => connections.unused().length > 0);
    },
  };
}

/** Promise.withResolvers of ES2024, which Node 20 lacks. */
function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Lets the event loop run for some time, while a condition holds. */
async function turns(milliseconds: number, isNeeded: () => boolean): Promise<void> {
  for (let turn = 0; turn < milliseconds / TURN_MS && isNeeded(); turn++) {
    await sleep(TURN_MS);
    await nextTurn();
  }
}

interface Connections {
  /** The number of connections ever accepted. */
  taken(): number;
  /** The open connections without a complete request. */
  unused(): Socket[];
}

function watchConnections({ server }: FastifyInstance): Connections {
  /** Each open connection with its last request; null after the answer. */
  const open = new Map<Socket, Pick<IncomingMessage, 'complete'> | null>();
  let taken = 0;
  server.on('connection', (socket: Socket) => {
    // Node emits the same connection again after a declined upgrade.
    if (!open.has(socket)) socket.once('close', () => open.delete(socket));
    open.set(socket, null);
    taken += 1;
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    open.set(socket, request);
    response.once('close', () => {
      if (open.get(socket) === request) open.set(socket, null);
    });
  });
  server.on(UPGRADED, (socket: Socket) => open.set(socket, { complete: true }));
  const unused = () => [...open].filter(([, asked]) => !asked?.complete).map(([socket]) => socket);
  return { taken: () => taken, unused };
}
