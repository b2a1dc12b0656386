/** Logs failures of ours with their causes. */

import type { FastifyBaseLogger } from 'fastify';
import type { Problem } from '../problem.js';

const INTERNAL_SERVER_ERROR = 500;
/** Answers that a platform does not offer something, as often as a client asks for it. */
const NOT_IMPLEMENTED = 501;

/** Whether a problem is a defect or an unavailable store, and not what a client asks for. */
export function isOurs({ status }: Problem): boolean {
  return status >= INTERNAL_SERVER_ERROR && status !== NOT_IMPLEMENTED;
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
