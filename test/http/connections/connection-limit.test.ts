import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { IDENTIFIED } from '../../../src/http/connections/peer.js';
import { createServer } from '../../../src/http/server.js';
import { openGateway } from '../../support/gateway.js';
import { addressOf } from '../../support/subscribing.js';

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

/** Opens connections whose requests are never answered. */
async function openBusy(localAddress: string): Promise<{ client: Socket; connection: Socket }[]> {
  const opened = [];
  for (let i = 0; i < MOST; i += 1) {
    const received = once(server.server, 'request') as Promise<[IncomingMessage]>;
    const client = await open(localAddress);
    client.write('GET /slow HTTP/1.1\r\nHost: gateway\r\n\r\n');
    opened.push({ client, connection: (await received)[0].socket });
  }
  return opened;
}

it('requests of strangers that never end keep no place: the oldest is displaced', async () => {
  const [oldest, ...others] = await openBusy('127.0.0.2');
  const oldestIsClosed = once(oldest!.client, 'close');
  const newcomer = await open('127.0.0.3');
  await oldestIsClosed;
  expect(await ask(newcomer, '/quick')).toContain('200 OK');
  expect(others.some(({ client }) => client.destroyed)).toBe(false);
});

it('a request under way of a known caller is not displaced: the new connection is closed instead', async () => {
  const busy = await openBusy('127.0.0.2');
  for (const { connection } of busy) server.server.emit(IDENTIFIED, connection);
  const newcomer = await open('127.0.0.3');
  await once(newcomer, 'close');
  expect(busy.some(({ client }) => client.destroyed)).toBe(false);
});

it('an idle connection of a known caller is displaced after those of strangers', async () => {
  const accepted = once(server.server, 'connection') as Promise<[Socket]>;
  const known = await open('127.0.0.2');
  server.server.emit(IDENTIFIED, (await accepted)[0]);
  const strangers = [];
  for (let i = 1; i < MOST; i += 1) strangers.push(await open('127.0.0.2'));
  const closed = once(strangers[0]!, 'close');
  await open('127.0.0.3');
  await closed;
  expect(await ask(known, '/quick')).toContain('200 OK');
});

it.each([
  ['a REST call', '/v2/organization/programs', ''],
  ['a stream', '/graphql/stream', 'Accept: text/event-stream\r\n'],
])('%s with a credential makes its connection one of a known caller', async (_, path, headers) => {
  const gateway = await openGateway({ config: { subscriptions: true } });
  const { authorization } = await gateway.organisation();
  const port = Number((await addressOf(gateway)).split(':')[1]);
  const identified = once(gateway.app.server.server, IDENTIFIED);
  const client = connect({ port, host: '127.0.0.1' });
  client.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\n${headers}Authorization: ${authorization}\r\n\r\n`);
  const [connection] = (await identified) as [Socket];
  expect(connection.remotePort).toBe(client.localPort);
  client.destroy();
  await gateway.close();
});
