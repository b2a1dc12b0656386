/** The caller's address. */

import type { FastifyRequest } from 'fastify';
import { isIPv4, isIPv6 } from 'node:net';
import type { Peer } from '../../service/caller.js';

/** The server emits it with a connection whose caller is authenticated. */
export const IDENTIFIED = 'identified';

/** The caller's address, behind the trusted proxies. */
export class RequestPeer implements Peer {
  constructor(private readonly request: FastifyRequest) {}

  get address(): string {
    return networkOf(this.request.ip);
  }

  isConnected(): boolean {
    return !this.request.raw.socket.destroyed;
  }

  /** Marks the connection as one of a known caller. */
  identified(): void {
    const { raw, server } = this.request;
    server.server.emit(IDENTIFIED, raw.socket);
  }
}

const GROUPS_OF_NETWORK = 4;

/** An IPv4 address as it is, and the /64 network of an IPv6 address; some proxies add the port. */
export function networkOf(text: string): string {
  const [, ipv4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(text) ?? [];
  if (ipv4 !== undefined && isIPv4(ipv4)) return ipv4;
  const [, address = text] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  if (!isIPv6(address)) return 'unknown';
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
