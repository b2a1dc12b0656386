/** Stops accepting requests at shutdown without dropping one. */

import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { UPGRADED } from './upgrades.js';

/** Waits go in turns: a single late timer would let nothing in that a busy event loop has left lying. */
const TURN_MS = 20;
/** How long answers are held back at most until no new connection comes in. */
const HOLD_MS = 500;
/** How long a connection has to send its request once no more connections are taken. */
const READ_MS = 2_000;

export interface DrainOptions {
  /** How long new connections are still taken, for load balancers to notice `/readyz`. */
  readonly noticeMs: number;
  /** Takes no more connections, and closes idle ones. */
  readonly stopAccepting: () => void;
}

/** Lets a server leave without dropping a request that has reached it. */
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
      // The system resets a connection that it has accepted and we have not. A client connects anew when it has its
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

/** What ES2024 has as Promise.withResolvers. */
function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Lets the event loop turn for some time, as long as there is need. */
async function turns(milliseconds: number, isNeeded: () => boolean): Promise<void> {
  for (let turn = 0; turn < milliseconds / TURN_MS && isNeeded(); turn++) {
    await sleep(TURN_MS);
    await nextTurn();
  }
}

interface Connections {
  /** How many were ever taken. */
  taken(): number;
  /** The open ones without a request in work: nothing has come, or not all of it. */
  unused(): Socket[];
}

function watchConnections({ server }: FastifyInstance): Connections {
  /** Each open connection, and what it was last asked; null once that is answered. */
  const open = new Map<Socket, Pick<IncomingMessage, 'complete'> | null>();
  let taken = 0;
  server.on('connection', (socket: Socket) => {
    // An upgrade that is not taken is handed to the server a second time.
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
