/** Cuts off clients that do not read their answers. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Even a slow network makes progress in this time. */
const STALLED_MS = 20_000;
/** The bound of all answers that are being read; an answer has at most some 7 million letters. */
const MOST_UNREAD = 128 * 1024 * 1024;
/** Smaller answers fit what is reserved for a connection. */
const SMALL = 64 * 1024;

interface Limits {
  readonly stalledMs?: number;
  readonly mostUnread?: number;
}

/**
 * Cuts off a client that reads nothing of its answer: the answer would stay in memory for as long as the client likes.
 * The time begins anew whenever some of the answer is taken, and it does not run while the answer is being made. Where
 * answers come in faster than that, the earliest make room.
 */
export function cutStalledAnswers(
  server: FastifyInstance,
  { stalledMs = STALLED_MS, mostUnread = MOST_UNREAD }: Limits = {},
): void {
  const unread = new UnreadAnswers(mostUnread);
  // Callbacks here cost no promise for each request.
  server.addHook('onRequest', (request, _reply, proceed) => {
    limitIdling(request, 0);
    proceed();
  });
  server.addHook('onSend', (request, reply, payload, proceed) => {
    limitIdling(request, stalledMs);
    const size = lengthOf(payload);
    if (size > SMALL) unread.add(reply.raw, size);
    proceed();
  });
}

/** The large answers that are not read to their end, in the order in which they began. */
class UnreadAnswers {
  #size = 0;
  readonly #sizes = new Map<ServerResponse, number>();

  constructor(private readonly most: number) {}

  add(answer: ServerResponse, size: number): void {
    this.#size += size;
    this.#sizes.set(answer, size);
    answer.once('close', () => this.#remove(answer));
    for (const earlier of this.#sizes.keys()) {
      if (this.#size <= this.most || earlier === answer) break;
      this.#remove(earlier);
      earlier.destroy();
    }
  }

  #remove(answer: ServerResponse): void {
    this.#size -= this.#sizes.get(answer) ?? 0;
    this.#sizes.delete(answer);
  }
}

/** A stream is read no faster than its client reads. */
function lengthOf(payload: unknown): number {
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
}

/** Node closes a connection that idles for longer; 0 is no limit. */
function limitIdling({ raw: { socket } }: FastifyRequest, milliseconds: number): void {
  // An injected request has no connection.
  if (socket instanceof Socket) socket.setTimeout(milliseconds);
}
