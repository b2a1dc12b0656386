import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for what a busy event loop has left lying; in turns, for a late timer alone lets nothing in. */
const TURN_MS = 50;
const TURNS = 10;

/** Lets a server leave without dropping a request that has reached it. */
export interface Drain {
  readonly begun: boolean;
  /**
   * Answers on, and has every answer end its connection, until requests have had time to come out of connections
   * that were open already: to close at once would reset them unread.
   */
  begin(): Promise<void>;
}

export function drainOf(server: FastifyInstance): Drain {
  let begun = false;
  const open = connectionsOf(server.server);
  // A connection that was busy when the server began to close would else be kept alive, and hold it up; so would
  // one on which nothing was ever asked, such as browsers open ahead, since Node does not count it as idle.
  server.addHook('preClose', async () => {
    begun = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  });
  server.addHook('onSend', async (_request, reply) => {
    if (begun) reply.header('connection', 'close');
  });
  return {
    get begun() {
      return begun;
    },
    async begin() {
      begun = true;
      for (let turn = 0; turn < TURNS; turn++) await sleep(TURN_MS);
    },
  };
}

/** The open connections. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}
