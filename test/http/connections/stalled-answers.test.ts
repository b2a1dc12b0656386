import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cutStalledAnswers } from '../../../src/http/connections/stalled-answers.js';

const STALLED_MS = 200;

let server: FastifyInstance;
let client: Socket;
beforeEach(async () => {
  server = fastify();
  cutStalledAnswers(server, { stalledMs: STALLED_MS });
  // More than the buffers of both systems take.
  server.get('/large', () => 'x'.repeat(32 * 1024 * 1024));
  server.get('/late', () => new Promise((resolve) => setTimeout(() => resolve('late'), 3 * STALLED_MS)));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  client = connect({ port, host: '127.0.0.1' });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const get = (path: string) => client.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`);

it('a client that reads nothing of its answer is cut off', async () => {
  const accepted = once(server.server, 'connection') as Promise<[Socket]>;
  client.pause();
  get('/large');
  const [connection] = await accepted;
  await once(connection, 'close');
  expect(connection.bytesWritten).toBeGreaterThan(0);
});

it('an answer that takes longer to make is waited for', async () => {
  get('/late');
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toContain('late');
});

it('the earliest of many answers that no client reads make room for the next, and one that is read is whole', async () => {
  const crowded = fastify();
  const LENGTH = 8 * 1024 * 1024;
  // So long that time cuts nobody off.
  cutStalledAnswers(crowded, { stalledMs: 60_000, mostUnread: 3 * LENGTH });
  crowded.get('/large', () => 'x'.repeat(LENGTH));
  await crowded.listen({ port: 0, host: '127.0.0.1' });
  const { port } = crowded.server.address() as AddressInfo;
  const connections: Socket[] = [];
  crowded.server.on('connection', (connection: Socket) => connections.push(connection));
  const clients: Socket[] = [];
  for (let i = 0; i < 5; i++) {
    const opened = once(crowded.server, 'connection') as Promise<[Socket]>;
    const sent = once(crowded.server, 'request');
    const idle = connect({ port, host: '127.0.0.1' }).pause();
    idle.on('error', () => undefined);
    clients.push(idle);
    await opened;
    idle.write('GET /large HTTP/1.1\r\nHost: gateway\r\n\r\n');
    await sent;
  }
  const answer = await fetch(`http://127.0.0.1:${port}/large`);
  expect((await answer.text()).length).toBe(LENGTH);
  expect(connections.slice(0, 5).map(({ destroyed }) => destroyed)).toEqual([true, true, true, false, false]);
  for (const idle of clients) idle.destroy();
  await crowded.close();
});
