import { once } from 'node:events';
import { request } from 'undici';
import WebSocket from 'ws';
import { authorization } from '../store/data.js';
import type { HostileCall } from './hostile-call.js';

/** What came back: the status, or the type of the message, and how long the answer is. */
export interface HostileAnswer {
  readonly status: string;
  readonly bytes: number;
}

/** A stream that was opened says nothing more until something changes. */
const STREAM_MS = 200;
const CONNECTION_ACK = 'connection_ack';

export function send(origin: string, call: HostileCall): Promise<HostileAnswer> {
  return call.transport === 'WebSocket' ? sendMessage(origin, call) : sendRequest(origin, call);
}

async function sendRequest(
  origin: string,
  { method, path, headers, body, transport }: HostileCall,
): Promise<HostileAnswer> {
  const sent = { authorization, 'apollo-require-preflight': '1', ...headers };
  const response = await request(`${origin}${path}`, {
    method,
    headers: sent,
    ...(method === 'POST' && { body }),
  });
  const status = String(response.statusCode);
  const endsByItself = transport !== 'SSE';
  const end = endsByItself ? undefined : setTimeout(() => response.body.destroy(), STREAM_MS);
  let bytes = 0;
  try {
    for await (const chunk of response.body) bytes += (chunk as Buffer).length;
  } catch (error) {
    if (endsByItself) throw error;
  } finally {
    clearTimeout(end);
  }
  return { status, bytes };
}

async function sendMessage(origin: string, { path, body }: HostileCall): Promise<HostileAnswer> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}${path}`, 'graphql-transport-ws', {
    headers: { authorization },
  });
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await messageOf(socket, CONNECTION_ACK);
    socket.send(body);
    const text = await messageOf(socket);
    return { status: (JSON.parse(text) as { type: string }).type, bytes: text.length };
  } finally {
    socket.terminate();
  }
}

/** The next message that is no ping, and of the type that is waited for. */
async function messageOf(socket: WebSocket, type?: string): Promise<string> {
  for (;;) {
    const [data] = (await Promise.race([once(socket, 'message'), closed(socket)])) as [Buffer];
    const text = data.toString();
    const { type: received } = JSON.parse(text) as { type: string };
    if (received !== 'ping' && (type === undefined || received === type)) return text;
  }
}

/** A socket that closes answers with its code. */
async function closed(socket: WebSocket): Promise<[Buffer]> {
  const [code] = (await once(socket, 'close')) as [number];
  return [Buffer.from(JSON.stringify({ type: `closed ${code}` }))];
}
