import type { FastifyRequest } from 'fastify';
import { isIPv6 } from 'node:net';
import type { Peer } from '../service/caller.js';

/** The caller's end of a request's connection, behind the proxies that are trusted. */
export class RequestPeer implements Peer {
  constructor(private readonly request: FastifyRequest) {}

  get address(): string {
    return networkOf(this.request.ip);
  }

  isConnected(): boolean {
    return !this.request.raw.socket.destroyed;
  }
}

const GROUPS_OF_NETWORK = 4;

/** An IPv4 address as it is, and the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('::');
  const groups = before === '' ? [] : before.split(':');
  // "::" stands for as many zeros as are missing.
  const following = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups.length - following.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...following];
  return `${all
    .slice(0, GROUPS_OF_NETWORK)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
