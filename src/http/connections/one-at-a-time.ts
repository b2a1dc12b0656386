/** Deals with the requests of one connection one after the other, so that others come in between. */

import type { FastifyInstance } from 'fastify';
import { Socket } from 'node:net';

/** How many requests of a connection may wait before no more is read from it. */
const MAX_WAITING = 100;

/** What a connection is asked. */
interface Line {
  /** Whether a request is in work. */
  busy: boolean;
  readonly waiting: (() => void)[];
}

/**
 * Deals with the requests of one connection one after the other, each in a turn of the event loop of its own. A client
 * may send hundreds of them in one packet, and Node hands them all over at once: others would wait for all of them.
 */
export function serveOneAtATime(server: FastifyInstance, maxWaiting = MAX_WAITING): void {
  const lines = new WeakMap<Socket, Line>();
  server.addHook('onRequest', (request, reply, proceed) => {
    const { socket } = request.raw;
    // An injected request has no connection.
    if (!(socket instanceof Socket)) {
      proceed();
      return;
    }
    const line = lines.get(socket) ?? openLine(socket, maxWaiting);
    lines.set(socket, line);
    const begin = () => {
      line.busy = true;
      reply.raw.once('close', () => startNext(line, socket, maxWaiting));
      proceed();
    };
    if (!line.busy) {
      begin();
      return;
    }
    line.waiting.push(begin);
    if (line.waiting.length >= maxWaiting) socket.pause();
  });
}

function openLine(socket: Socket, maxWaiting: number): Line {
  const line: Line = { busy: false, waiting: [] };
  // Reading a body goes on reading the connection.
  socket.on('resume', () => {
    if (line.waiting.length >= maxWaiting) socket.pause();
  });
  return line;
}

/** What a connection that is gone had waiting was never begun, and is not. */
function startNext(line: Line, socket: Socket, maxWaiting: number): void {
  line.busy = line.waiting.length > 0;
  if (!line.busy) return;
  setImmediate(() => {
    if (socket.destroyed) return;
    line.waiting.shift()?.();
    if (line.waiting.length === maxWaiting - 1) socket.resume();
  });
}
