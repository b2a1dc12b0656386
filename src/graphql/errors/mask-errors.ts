/** Masks errors for clients, and logs our defects. */

import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError } from 'graphql';
import { formatError, problemOf } from './format-error.js';

/** Errors that say no more than a client may see; our defects and an absent store are logged whole. */
export function maskErrors(
  errors: readonly GraphQLError[],
  requestId: string,
  logger: FastifyBaseLogger,
): GraphQLError[] {
  return errors.map((error) => {
    const problem = problemOf(error);
    if (problem && problem.status >= 500) {
      logger.error({ err: error.originalError ?? error, reqId: requestId }, problem.message);
    }
    const { message, path, extensions, locations } = formatError(error.toJSON(), error);
    const shown = new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
    return Object.defineProperty(shown, 'locations', { value: locations, enumerable: true });
  });
}
