import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServer } from '../../../src/http/server.js';

const MOST = 5;

let server: FastifyInstance;
let sockets: Socket[];
beforeEach(async () => {
  server = createServer(pino({ level: 'silent' }), { trustedProxies: [], maxConnections: MOST });
  server.get('/quick', () => 'quick');
  server.get('/slow', () => new Promise(() => undefined));
  await server.listen({ port: 0, host: '0.0.0.0' });
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

async function open(localAddress: string): Promise<Socket> {
  const { port } = server.server.address() as AddressInfo;
  const accepted = once(server.server, 'connection');
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await accepted;
  return socket;
}

async function ask(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

it('at the bound a new connection displaces the oldest idle one of the address that has the most', async () => {
  const good = await open('127.0.0.3');
  const idle = [];
  for (let i = 1; i < MOST; i += 1) idle.push(await open('127.0.0.2'));
  const oldestIsClosed = once(idle[0]!, 'close');
  const newcomer = await open('127.0.0.4');
  await oldestIsClosed;
  expect(await ask(newcomer, '/quick')).toContain('200 OK');
  expect(await ask(good, '/quick')).toContain('200 OK');
  expect(idle.slice(1).some(({ destroyed }) => destroyed)).toBe(false);
});

it('a connection with a request under way is not displaced: the new one is closed instead', async () => {
  for (let i = 0; i < MOST; i += 1) {
    const received = once(server.server, 'request');
    (await open('127.0.0.2')).write('GET /slow HTTP/1.1\r\nHost: gateway\r\n\r\n');
    await received;
  }
  const newcomer = await open('127.0.0.3');
  await once(newcomer, 'close');
  expect(sockets.slice(0, MOST).some(({ destroyed }) => destroyed)).toBe(false);
});
