import type { FastifyInstance } from 'fastify';
import { toProblem } from './problem.js';

const REMEMBERED_FOR_MS = 1_000;

/**
 * `GET /healthz`: the process is alive, whatever the store does. `GET /readyz`: it can work.
 * @param pingStore resolves when the store answers
 */
export function healthRoutes(server: FastifyInstance, pingStore: () => Promise<void>): void {
  let lastPing: { readonly at: number; readonly result: Promise<boolean> } | undefined;
  const storeAnswers = () => {
    if (!lastPing || performance.now() - lastPing.at > REMEMBERED_FOR_MS) {
      const result = pingStore().then(
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
    const ready = await storeAnswers();
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'store away' });
  });
}
