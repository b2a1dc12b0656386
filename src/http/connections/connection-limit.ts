/** Bounds the open connections. */

import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './peer.js';
import { UPGRADED } from './upgrades.js';

/**
 * Bounds the open connections. At the bound a new one takes the place of the oldest idle connection of the address that
 * has the most, so that a stranger who opens many displaces its own; where none is idle, the new one is closed.
 */
export function limitConnections(server: FastifyInstance, most: number): void {
  const connections = new Connections();
  server.server.on('connection', (socket: Socket) => {
    // An upgrade that is not taken hands the same connection in again.
    if (connections.has(socket)) return;
    connections.add(socket);
    if (connections.size > most) (connections.leastNeeded() ?? socket).destroy();
  });
  server.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    connections.begin(request.socket);
    response.once('close', () => connections.end(request.socket));
  });
  server.server.on(UPGRADED, (socket: Socket) => connections.begin(socket));
}

/** Open connections by their addresses, each with the number of requests under way on it. */
class Connections {
  readonly #byAddress = new Map<string, Map<Socket, number>>();
  readonly #addresses = new Map<Socket, string>();

  get size(): number {
    return this.#addresses.size;
  }

  has(socket: Socket): boolean {
    return this.#addresses.has(socket);
  }

  add(socket: Socket): void {
    const address = networkOf(socket.remoteAddress ?? '');
    const own = this.#byAddress.get(address) ?? new Map<Socket, number>();
    this.#byAddress.set(address, own.set(socket, 0));
    this.#addresses.set(socket, address);
    socket.once('close', () => {
      this.#addresses.delete(socket);
      own.delete(socket);
      if (own.size === 0) this.#byAddress.delete(address);
    });
  }

  begin(socket: Socket): void {
    this.#count(socket, 1);
  }

  end(socket: Socket): void {
    this.#count(socket, -1);
  }

  /** The oldest idle connection of the address that has the most connections. */
  leastNeeded(): Socket | undefined {
    let most: Map<Socket, number> | undefined;
    for (const own of this.#byAddress.values()) if (own.size > (most?.size ?? 0)) most = own;
    for (const [socket, underWay] of most ?? []) if (underWay === 0 && !socket.destroyed) return socket;
    return undefined;
  }

  #count(socket: Socket, change: number): void {
    const own = this.#byAddress.get(this.#addresses.get(socket) ?? '');
    const underWay = own?.get(socket);
    if (own && underWay !== undefined) own.set(socket, underWay + change);
  }
}
