/** Accepts upgrades to a WebSocket, and to nothing else. */

import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server emits it with the connection that became a WebSocket. */
export const UPGRADED = 'upgraded';

/**
 * The upgrades to a WebSocket at a path. Once anybody listens for upgrades, Node hands every request that offers one
 * over, such as those of Java's client, which offers HTTP/2 with each: all others are answered as if they did not
 * offer any, which is what a server does with an offer that it does not take (RFC 9110, 7.8).
 */
export function webSocketUpgrades(server: Server, path: string): EventEmitter {
  const upgrades = new EventEmitter();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isWanted =
      request.headers.upgrade?.toLowerCase() === 'websocket' && request.url?.split('?', 1)[0] === path;
    if (isWanted) {
      server.emit(UPGRADED, socket);
      upgrades.emit('upgrade', request, socket, head);
    } else server.emit('connection', withoutOffer(request, socket, head));
  });
  return upgrades;
}

const OFFER = /^(upgrade|http2-settings)$/i;

/** The connection, as it would be before the request was read, if the request offered nothing. */
function withoutOffer(
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Duplex {
  const lines = [`${method ?? ''} ${url ?? ''} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (OFFER.test(name)) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutOptions(value) : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  return socket;
}

function withoutOptions(value: string): string {
  const options = value.split(',').map((option) => option.trim());
  return options.filter((option) => !OFFER.test(option)).join(', ');
}
