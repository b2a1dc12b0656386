/** Bounds the open connections. */

import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { IDENTIFIED, networkOf } from './peer.js';
import { UPGRADED } from './upgrades.js';

/**
 * Bounds the open connections. At the bound a new one takes the place of the oldest connection on which no caller is known,
 * idle or not, of the address that has the most of these: a stranger who opens many displaces its own, and requests that
 * it never finishes keep no place. Connections of known callers are displaced only where they are idle; where none is,
 * the new one is closed.
 */
export function limitConnections(server: FastifyInstance, most: number): void {
  const connections = new Connections();
  server.server.on('connection', (socket: Socket) => {
    // Node emits the same connection again after a declined upgrade.
    if (connections.has(socket)) return;
    if (connections.size >= most && !connections.displaceOne()) socket.destroy();
    else connections.add(socket);
  });
  server.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    connections.begin(socket);
    response.once('close', () => connections.end(socket));
  });
  server.server.on(UPGRADED, (socket: Socket) => connections.begin(socket));
  server.server.on(IDENTIFIED, (socket: Socket) => connections.identify(socket));
}

/** The connections of one address, the oldest first. */
interface Connected {
  readonly address: string;
  /** The connections without a known caller. */
  readonly strangers: Set<Socket>;
  readonly known: Set<Socket>;
}

/** Open connections by their addresses, each with the number of requests under way on it. */
class Connections {
  readonly #byAddress = new Map<string, Connected>();
  readonly #open = new Map<Socket, { readonly of: Connected; underWay: number }>();

  get size(): number {
    return this.#open.size;
  }

  has(socket: Socket): boolean {
    return this.#open.has(socket);
  }

  add(socket: Socket): void {
    const address = networkOf(socket.remoteAddress ?? '');
    const of = this.#byAddress.get(address) ?? { address, strangers: new Set(), known: new Set() };
    this.#byAddress.set(address, of);
    of.strangers.add(socket);
    this.#open.set(socket, { of, underWay: 0 });
    socket.once('close', () => this.#remove(socket));
  }

  begin(socket: Socket): void {
    this.#count(socket, 1);
  }

  end(socket: Socket): void {
    this.#count(socket, -1);
  }

  identify(socket: Socket): void {
    const of = this.#open.get(socket)?.of;
    if (of?.strangers.delete(socket)) of.known.add(socket);
  }

  /** @returns whether there was one to displace */
  displaceOne(): boolean {
    const isIdle = (socket: Socket) => this.#open.get(socket)?.underWay === 0;
    const displaced = this.#oldest('strangers', () => true) ?? this.#oldest('known', isIdle);
    if (!displaced) return false;
    this.#remove(displaced);
    displaced.destroy();
    return true;
  }

  /** The oldest such connection of the address that has the most of its kind. */
  #oldest(kind: 'strangers' | 'known', isSuch: (socket: Socket) => boolean): Socket | undefined {
    let most: ReadonlySet<Socket> = new Set();
    for (const { [kind]: own } of this.#byAddress.values()) if (own.size > most.size) most = own;
    for (const socket of most) if (isSuch(socket)) return socket;
    return undefined;
  }

  #remove(socket: Socket): void {
    const { of } = this.#open.get(socket) ?? {};
    if (!of) return;
    this.#open.delete(socket);
    of.strangers.delete(socket);
    of.known.delete(socket);
    if (of.strangers.size + of.known.size === 0) this.#byAddress.delete(of.address);
  }

  #count(socket: Socket, change: number): void {
    const open = this.#open.get(socket);
    if (open) open.underWay += change;
  }
}
