/** The sockets on which the server listens. */

import type { FastifyInstance } from 'fastify';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
}

/** The sockets on which a server listens. */
export interface Listener {
  /** @returns the first address. @throws CannotListen */
  listen(options: ListenOptions): Promise<string>;
  /** Stops listening and closes idle connections. */
  stop(): void;
}

/** The process cannot listen on the address; the message names the setting and the remedy. */
class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

export function createListener(server: FastifyInstance): Listener {
  const others: Server[] = [];
  return {
    async listen({ port, host }) {
      try {
        const [first = host, ...rest] = await addressesOf(host);
        const address = await server.listen({ port, host: first });
        const taken = (server.server.address() as AddressInfo).port;
        for (const other of rest) others.push(await listenBeside(server, { port: taken, host: other }));
        return address;
      } catch (error) {
        throw new CannotListen(explain(error, { port, host }), { cause: error });
      }
    },
    stop() {
      server.server.close();
      for (const other of others) other.close();
    },
  };
}

/**
 * localhost is both 127.0.0.1 and ::1. Fastify would listen on the second with a server of its own, whose
 * connections it neither shows nor waits for.
 */
async function addressesOf(host: string): Promise<string[]> {
  const addresses = await lookup(host, { all: true });
  return (host === 'localhost' ? addresses : addresses.slice(0, 1)).map(({ address }) => address);
}

/** A machine may know ::1 without having IPv6; then the first address is enough. */
const ABSENT = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Listens on one more address, and hands its connections to the server. */
async function listenBeside(server: FastifyInstance, options: ListenOptions): Promise<Server> {
  const beside = createServer((socket) => server.server.emit('connection', socket));
  try {
    await once(beside.listen(options), 'listening');
  } catch (error) {
    if (!ABSENT.includes(codeOf(error))) throw error;
  }
  return beside;
}

/** By the code of what the system says. */
const explanations: Readonly<Record<string, (options: ListenOptions) => string>> = {
  EADDRINUSE: ({ port, host }) =>
    `PORT ${port} is in use on ${host}. Stop the process that listens there, or set PORT to another one.`,
  EACCES: ({ port }) =>
    `PORT ${port} needs rights that this account lacks. Set PORT to 1024 or higher, or give the process the capability CAP_NET_BIND_SERVICE.`,
  EADDRNOTAVAIL: ({ host }) =>
    `HOST ${host} is not an address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all.`,
  ENOTFOUND: ({ host }) =>
    `HOST ${host} cannot be resolved. Set HOST to an address of this machine, or to 0.0.0.0 for all.`,
  EAI_AGAIN: ({ host }) =>
    `HOST ${host} cannot be resolved: the name server does not answer. Set HOST to an address of this machine.`,
  EAFNOSUPPORT: ({ host }) =>
    `HOST ${host} is an address type that this machine does not support. Set HOST to an IPv4 address.`,
};

function explain(error: unknown, options: ListenOptions): string {
  const explanation = explanations[codeOf(error)];
  return explanation?.(options) ?? `PORT ${options.port} cannot be opened on HOST ${options.host}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
