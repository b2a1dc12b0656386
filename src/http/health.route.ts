/** The routes /healthz and /readyz. */

import type { FastifyInstance } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Drain } from './connections/drain.js';
import { toProblem } from './problem.js';

const REMEMBERED_FOR_MS = 1_000;
/** How long a readiness check waits for the store. */
const PING_MS = 2_000;

/**
 * `GET /healthz`: the process is alive, with or without a store. `GET /readyz`: it can work and is not shutting down.
 * @param pingStore resolves when the store answers
 */
export function healthRoutes(server: FastifyInstance, pingStore: () => Promise<void>, drain: Drain): void {
  let lastPing: { readonly at: number; readonly result: Promise<boolean> } | undefined;
  const storeAnswers = () => {
    if (!lastPing || performance.now() - lastPing.at > REMEMBERED_FOR_MS) {
      const result = Promise.race([pingStore(), silence()]).then(
        () => true,
        (error: unknown) => {
          server.log.warn({ err: error }, toProblem(error).message);
          return false;
        },
      );
      lastPing = { at: performance.now(), result };
    }
    return lastPing.result;
  };
  server.get('/healthz', () => ({ status: 'alive' }));
  server.get('/readyz', async (_request, reply) => {
    if (drain.begun) return reply.status(503).send({ status: 'closing' });
    const ready = await storeAnswers();
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'store unavailable' });
  });
}

async function silence(): Promise<never> {
  await sleep(PING_MS, undefined, { ref: false });
  throw new Error(`The store did not answer within ${PING_MS} ms`);
}
