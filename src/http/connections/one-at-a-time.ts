/** Handles the requests of one connection one after the other. */

import type { FastifyInstance } from 'fastify';
import { AsyncResource } from 'node:async_hooks';
import { Socket } from 'node:net';

/** The requests of a connection that may wait before the server stops reading from it. */
const MAX_WAITING = 100;

/** A request of a connection. */
interface Line {
  /** Whether a request is running. */
  busy: boolean;
  readonly waiting: (() => void)[];
}

/**
 * Handles the requests of one connection one after the other, each in its own turn of the event loop. Node emits all
 * requests of a packet at once, and other connections would wait for hundreds of them.
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
    // A request that waits keeps its own trace, not that of the request before it.
    line.waiting.push(AsyncResource.bind(begin));
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

/** Drops the waiting requests of a closed connection, none of which has begun. */
function startNext(line: Line, socket: Socket, maxWaiting: number): void {
  line.busy = line.waiting.length > 0;
  if (!line.busy) return;
  setImmediate(() => {
    if (socket.destroyed) return;
    line.waiting.shift()?.();
    if (line.waiting.length === maxWaiting - 1) socket.resume();
  });
}
