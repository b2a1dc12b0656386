import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a platform got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a platform answers: JSON unless `body` is text. */
export interface ScriptedAnswer {
  readonly status?: number;
  /** An empty one is not sent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly afterMs?: number;
  /** Held back until then. */
  readonly after?: Promise<unknown>;
}

/** A platform that says what a test has it say, and keeps what it was asked. */
export interface ScriptedPlatform {
  readonly url: string;
  readonly received: ReceivedRequest[];
  /** How it answers from now on. */
  answer: (request: ReceivedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>;
  close(): Promise<void>;
}

/** What a platform shows that is called over https. */
export interface ScriptedTls {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export async function openScriptedPlatform(tls?: ScriptedTls): Promise<ScriptedPlatform> {
  const platform: Omit<ScriptedPlatform, 'url' | 'close'> = {
    received: [],
    answer: () => ({ status: 500, body: 'nothing to say' }),
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    void receive(request).then(async (received) => {
      platform.received.push(received);
      const answer = await platform.answer(received);
      setTimeout(() => void holdBack(answer).then(() => send(response, answer)), answer.afterMs ?? 0);
    });
  };
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(platform, {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}

async function holdBack({ after }: ScriptedAnswer): Promise<void> {
  await after;
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: ScriptedAnswer): void {
  const isText = typeof body === 'string';
  const all = {
    'content-type': isText ? 'text/html' : 'application/json',
    'x-cap-requestid': 'scripted-1',
    ...headers,
  };
  response.writeHead(status, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')));
  response.end(isText ? body : JSON.stringify(body));
}
