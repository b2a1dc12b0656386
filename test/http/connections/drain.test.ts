import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';

describe('a gateway that is about to leave', () => {
  let gateway: TestGateway;
  let port: number;
  beforeAll(async () => {
    gateway = await openGateway({ config: { drainMs: 1_000 } });
    await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = gateway.app.server.server.address() as AddressInfo);
  });
  afterAll(() => gateway.close());

  it('answers a request on a connection that was open already, ends the connection, and is not ready', async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const drained = gateway.app.drain();
    socket.write('GET /readyz HTTP/1.1\r\nhost: gateway\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('{"status":"closing"}');
    const alive = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([alive.status, alive.headers.get('connection')]).toEqual([200, 'close']);
    await drained;
  });

  it('does not wait for a connection on which nothing was ever asked', async () => {
    const leaving = await openGateway();
    await leaving.app.server.listen({ port: 0, host: '127.0.0.1' });
    const address = leaving.app.server.server.address() as AddressInfo;
    const socket = connect({ port: address.port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await leaving.close();
    await ended;
  });
});
