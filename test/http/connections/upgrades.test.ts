import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { addressOf } from '../../support/subscribing.js';

describe('a request that offers another protocol', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  let port: number;
  beforeAll(async () => {
    gateway = await openGateway({ config: { subscriptions: true } });
    caller = await gateway.organisation();
    port = Number((await addressOf(gateway)).split(':')[1]);
  });
  afterAll(() => gateway.close());

  /** Sends these lines and a body over a connection of its own. */
  async function send(lines: readonly string[], ...bodies: readonly string[]): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = text(socket);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    for (const body of bodies) {
      socket.write(body);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return answer;
  }

  const query = JSON.stringify({ query: '{ promotionErrors { code } }' });
  const request = (upgrade: string, path = '/graphql') => [
    `POST ${path} HTTP/1.1`,
    'Host: gateway',
    'Connection: Upgrade, HTTP2-Settings, close',
    `Upgrade: ${upgrade}`,
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    `Authorization: ${caller.authorization}`,
    'Content-Type: application/json',
    `Content-Length: ${query.length}`,
  ];

  it.each(['h2c', 'websocket', 'websocket, h2c'])(
    'such as %s is answered as if it did not',
    async (upgrade) => {
      for (const bodies of [[query], [query.slice(0, 10), query.slice(10)]]) {
        const answer = await send(request(upgrade), ...bodies);
        expect(answer).toMatch(/^HTTP\/1\.1 200 /);
        expect(answer).toContain('{"data":{"promotionErrors":[');
      }
    },
  );

  it('is not let in without credentials by offering one', async () => {
    const lines = request('h2c').filter((line) => !line.startsWith('Authorization'));
    await expect(send(lines, query)).resolves.toMatch(/^HTTP\/1\.1 401 /);
  });

  it('is no WebSocket where it is no GET', async () => {
    await expect(send(request('websocket', '/graphql/stream'), query)).resolves.toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it('is answered after those before it, and before those behind it, which came with it', async () => {
    const client = connect({ port, host: '127.0.0.1' });
    const answers = text(client);
    const ask = (name: string, lines: readonly string[] = []) => {
      const body = `{"query":"{ ${name}: __typename }"}`;
      return [
        'POST /graphql HTTP/1.1',
        'Host: gateway',
        `Authorization: ${caller.authorization}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        ...lines,
        '',
        body,
      ].join('\r\n');
    };
    const offer = ['Connection: Upgrade', 'Upgrade: h2c'];
    client.write(
      ask('a') +
        ask('b', offer) +
        ask('c', offer) +
        ask('d') +
        ask('e', offer) +
        ask('f', ['Connection: close']),
    );
    const names = [...(await answers).matchAll(/"data":\{"(\w)"/g)].map(([, name]) => name);
    expect(names.join('')).toBe('abcdef');
  });

  it('whose connection breaks before its turn leaves the gateway alive', async () => {
    const accepted = once(gateway.app.server.server, 'connection') as Promise<[Socket]>;
    const client = connect({ port, host: '127.0.0.1' });
    const [connection] = await accepted;
    const offered = once(gateway.app.server.server, 'upgrade');
    const get = (path: string, lines: string) => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n${lines}\r\n`;
    client.write(get('/readyz', '') + get('/healthz', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'));
    await offered;
    const closed = new Promise((resolve) => connection.once('close', resolve));
    connection.destroy(new Error('It broke'));
    await closed;
    expect((await gateway.app.server.inject('/healthz')).statusCode).toBe(200);
    client.destroy();
  });

  it('may do so with each of 50 requests on one connection, which leaves no listeners behind', async () => {
    const accepted = once(gateway.app.server.server, 'connection') as Promise<[Socket]>;
    const client = connect({ port, host: '127.0.0.1' });
    const [connection] = await accepted;
    const offer = 'GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const ask = async () => {
      client.write(offer);
      const [answer] = (await once(client, 'data')) as [Buffer];
      expect(answer.toString()).toContain('200 OK');
      return connection.eventNames().reduce((sum, name) => sum + connection.listenerCount(name), 0);
    };
    await ask();
    const listeners = await ask();
    for (let i = 0; i < 48; i += 1) expect(await ask()).toBeLessThanOrEqual(listeners);
    client.destroy();
  });
});

it('without subscriptions a request that offers another protocol is answered as well', async () => {
  const gateway = await openGateway({ config: { subscriptions: false } });
  const [, port] = (await addressOf(gateway)).split(':');
  const client = connect({ port: Number(port), host: '127.0.0.1' });
  client.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
  client.destroy();
  await gateway.close();
});
