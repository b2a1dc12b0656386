/** The headers of idempotency keys. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { KEY_RULE, readKeyHeader } from '../request/idempotency-key.js';
import type { BulkOutcome } from '../service/promotion-service.js';
import { statusOfOutcome } from '../wire/bulk-response.js';

/** The key of the header Idempotency-Key, quoted or bare; null without one. @throws Problem 400 */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  const key = readKeyHeader(header);
  if (key === null) throw new Problem(400, 'BAD_REQUEST', KEY_RULE);
  return key;
}

/** Says that an answer is that of an earlier call. */
export function markReplayed(reply: FastifyReply): void {
  reply.header('idempotency-replayed', 'true');
}

/** Sends the body of an outcome, with the headers about keys. */
export function answerOutcome(reply: FastifyReply, outcome: BulkOutcome, body: unknown): FastifyReply {
  if (outcome.replayOf !== undefined) markReplayed(reply);
  if (outcome.status === 'refused' && outcome.refusal.retryAfterMs !== undefined) {
    reply.header('retry-after', String(Math.ceil(outcome.refusal.retryAfterMs / 1000)));
  }
  return reply.status(statusOfOutcome(outcome)).send(body);
}
