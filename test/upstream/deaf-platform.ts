import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A platform that finds every customer, until it hears of nothing any more. */
export interface DeafeningPlatform {
  readonly url: string;
  /** Ends all connections, and has new ones wait to be taken for ever. */
  deafen(): Promise<void>;
  close(): Promise<void>;
}

/** Its thread sleeps on request; the queue of its port has room for two connections then. */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer((request, response) => {
    response.setHeader('content-type', 'application/json').end('{"entity":1,"warnings":[]}');
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => parentPort.postMessage(server.address().port));
  parentPort.once('message', () => {
    server.closeAllConnections();
    setTimeout(() => {
      parentPort.postMessage('deaf');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }, 20);
  });`;
/** More than any system lets wait where two may. */
const IN_QUEUE = 16;

export async function openDeafeningPlatform(): Promise<DeafeningPlatform> {
  const thread = new Worker(THREAD, { eval: true });
  const [port] = (await once(thread, 'message')) as [number];
  const queue: Socket[] = [];
  return {
    url: `http://127.0.0.1:${port}`,
    async deafen() {
      thread.postMessage('deafen');
      await once(thread, 'message');
      for (let n = 0; n < IN_QUEUE; n++) queue.push(connect(port, '127.0.0.1').on('error', () => undefined));
      await Promise.race(queue.map((socket) => once(socket, 'connect')));
    },
    async close() {
      for (const socket of queue) socket.destroy();
      await thread.terminate();
    },
  };
}
