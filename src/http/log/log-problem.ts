/** Logs failures of ours with their causes. */

import type { FastifyBaseLogger } from 'fastify';
import type { Problem } from '../problem.js';

/** Whether a problem is a defect or an unavailable store, and not a client's mistake. */
export function isOurs({ status }: Problem): boolean {
  return status >= 500;
}

/**
 * Logs the cause of a problem that is ours. A client's mistake is only in the line of
 * its request.
 * @param requestId of a logger that serves several requests
 */
export function logProblem(
  logger: FastifyBaseLogger,
  problem: Problem,
  error: unknown,
  requestId?: string,
): void {
  if (!isOurs(problem)) return;
  logger.error({ err: error, ...(requestId !== undefined && { reqId: requestId }) }, problem.message);
}
