/** Accepts upgrades to a WebSocket, and to nothing else. */

import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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
  const afterAnswers = watchAnswers(server);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isWanted =
      request.headers.upgrade?.toLowerCase() === 'websocket' && request.url?.split('?', 1)[0] === path;
    afterAnswers(socket, () => {
      if (isWanted) {
        server.emit(UPGRADED, socket);
        upgrades.emit('upgrade', request, socket, head);
      } else server.emit('connection', withoutOffer(request, socket, head));
    });
  });
  return upgrades;
}

/**
 * Waits for the answers to the requests that came before on a connection: what is read of it anew could not be answered
 * after them.
 * @returns runs something once they are written, or never where the connection breaks
 */
function watchAnswers(server: Server): (socket: Duplex, proceed: () => void) => void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    latest.set(socket, response);
    response.once('close', () => {
      if (latest.get(socket) === response) latest.delete(socket);
    });
  });
  return (socket, proceed) => {
    const answer = latest.get(socket);
    if (!answer) {
      proceed();
      return;
    }
    // Node has let go of the connection, and an error that has no listener would end the process.
    const ignore = () => undefined;
    socket.on('error', ignore);
    answer.once('close', () => {
      socket.off('error', ignore);
      if (!socket.destroyed) proceed();
    });
  };
}

const OFFER = /^(upgrade|http2-settings)$/i;

/** Restores the connection as it was before the request, without the offer. */
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
