/** Masks errors for clients, and logs our defects. */

import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError } from 'graphql';
import { logProblem } from '../../http/log/log-problem.js';
import { formatError, problemOf } from './format-error.js';

/** Errors as a client may see them; the log has the causes of those that are ours. */
export function maskErrors(
  errors: readonly GraphQLError[],
  requestId: string,
  logger: FastifyBaseLogger,
): GraphQLError[] {
  return errors.map((error) => {
    const problem = problemOf(error);
    if (problem) logProblem(logger, problem, error.originalError ?? error, requestId);
    const { message, path, extensions, locations } = formatError(error.toJSON(), error);
    const shown = new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
    return Object.defineProperty(shown, 'locations', { value: locations, enumerable: true });
  });
}
