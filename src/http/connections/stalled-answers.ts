/** Cuts off clients that do not read their answers. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Socket } from 'node:net';

/** Even a slow network makes progress in this time. */
const STALLED_MS = 20_000;

/**
 * Cuts off a client that reads nothing of its answer: the answer would stay in memory for as long as the client likes.
 * The time begins anew whenever some of the answer is taken, and it does not run while the answer is being made.
 */
export function cutStalledAnswers(server: FastifyInstance, stalledMs = STALLED_MS): void {
  // Callbacks here cost no promise for each request.
  server.addHook('onRequest', (request, _reply, proceed) => {
    limitIdling(request, 0);
    proceed();
  });
  server.addHook('onSend', (request, _reply, _payload, proceed) => {
    limitIdling(request, stalledMs);
    proceed();
  });
}

/** Node closes a connection that idles for longer; 0 is no limit. */
function limitIdling({ raw: { socket } }: FastifyRequest, milliseconds: number): void {
  // An injected request has no connection.
  if (socket instanceof Socket) socket.setTimeout(milliseconds);
}
