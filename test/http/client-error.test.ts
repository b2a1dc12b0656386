import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { linesDuring } from '../support/operations.js';

const GET = 'GET /healthz HTTP/1.1\r\nHost: gateway\r\n';

describe('what is not HTTP as it should be', () => {
  let gateway: TestGateway;
  let port: number;
  beforeAll(async () => {
    gateway = await openGateway();
    await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = gateway.app.server.server.address() as AddressInfo);
  });
  afterAll(() => gateway.close());

  async function send(request: string): Promise<{ head: string; body: unknown }> {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.write(request);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    return { head, body: JSON.parse(body) };
  }

  it.each([
    { request: 'an unknown method', text: 'FETCH / HTTP/1.1\r\nHost: gateway\r\n\r\n', status: 400 },
    {
      request: 'two lengths of the body',
      text: `${GET}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
      status: 400,
    },
    {
      request: 'a length and chunks',
      text: `${GET}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      status: 400,
    },
    { request: 'a line break in a header', text: `${GET}X-Note: a\rb\r\n\r\n`, status: 400 },
    {
      request: '20 KB of headers',
      text: `${GET}X-Note: ${'919986000586'.repeat(1_700)}\r\n\r\n`,
      status: 431,
    },
  ])(
    'is answered $status in the form of our errors, with one log line, for $request',
    async ({ text, status }) => {
      const lines = await linesDuring(gateway, async () => {
        const { head, body } = await send(text);
        expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
        expect(head).toContain('Content-Type: application/json; charset=utf-8');
        expect(body).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
      });
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0]!)).toMatchObject({ level: 30, status, msg: 'request' });
      expect(lines[0]).not.toContain('919986000586');
    },
  );

  it('is no error of ours where the client leaves in the middle of its body', async () => {
    const { authorization, graphql } = await gateway.organisation();
    // The credential is known from then on: who sends it again has its body read at once.
    await graphql('{ __typename }');
    const before = gateway.log.length;
    const lines = await linesDuring(gateway, async () => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${authorization}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n{"query"',
      );
      // A client that received 100 Continue has had its headers read.
      await once(socket, 'data');
      socket.resetAndDestroy();
      await expect.poll(() => gateway.log.length).toBeGreaterThan(before);
    });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ level: 30, status: 400, msg: 'request' }),
    ]);
  });
});
