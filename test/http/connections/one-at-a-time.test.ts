import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveOneAtATime } from '../../../src/http/connections/one-at-a-time.js';

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\nabc';
const WAITING = 10;

describe('requests that one connection sends without waiting for answers', () => {
  let server: FastifyInstance;
  let client: Socket;
  /** What is let through by the test; null lets all through. */
  let gate: Promise<void> | null;
  let inWork: number;
  let mostInWork: number;
  let begun: number;
  let parsed: number;

  beforeEach(async () => {
    gate = null;
    inWork = mostInWork = begun = parsed = 0;
    server = fastify({ forceCloseConnections: true });
    serveOneAtATime(server, WAITING);
    server.server.on('request', () => (parsed += 1));
    server.route({
      method: ['GET', 'POST'],
      url: '/',
      handler: async () => {
        const number = ++begun;
        mostInWork = Math.max(mostInWork, ++inWork);
        await (gate ?? new Promise((resolve) => setImmediate(resolve)));
        inWork -= 1;
        return `<${number}>`;
      },
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  it.each([
    ['without bodies', GET],
    ['with bodies', POST],
  ])('are dealt with one after the other %s, and answered in order', async (_, request) => {
    client.write(request.repeat(200));
    expect(await answersTo(client, 200)).toEqual(Array.from({ length: 200 }, (__, i) => `<${i + 1}>`));
    expect(mostInWork).toBe(1);
  });

  it('leave room for others in between', async () => {
    const port = (server.server.address() as AddressInfo).port;
    const answers = answersTo(client, 500);
    client.write(GET.repeat(500));
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(answer.status).toBe(200);
    // Every request that is begun counts up: the other did not wait for all of them.
    expect(Number((await answer.text()).slice(1, -1))).toBeLessThan(500);
    expect(await answers).toHaveLength(500);
  });

  it('are read on only as they are answered', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const count = 10_000;
    const answers = answersTo(client, count);
    client.write(GET.repeat(count));
    while (begun === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    // What came with the packet that holds the last one which may wait is parsed already.
    expect(parsed).toBeLessThan((64 * 1024) / GET.length + 2 * WAITING);
    expect(begun).toBe(1);
    gate = null;
    open();
    expect(await answers).toHaveLength(count);
  });

  it('are forgotten with a connection that is gone', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    client.write(GET.repeat(5));
    while (parsed < 5) await new Promise((resolve) => setImmediate(resolve));
    client.destroy();
    while ((await connections(server)) > 0) await new Promise((resolve) => setImmediate(resolve));
    gate = null;
    open();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(1);
  });
});

function connections({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}

/** The bodies of so many answers. */
async function answersTo(client: Socket, count: number): Promise<string[]> {
  let text = '';
  const found = () => text.match(/<\d+>/g) ?? [];
  let seen = 0;
  for await (const chunk of client.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    seen += chunk.toString('latin1').split('>').length - 1;
    if (seen >= count) break;
  }
  return found();
}
