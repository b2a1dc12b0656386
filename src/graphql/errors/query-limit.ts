/** The error of a document that asks for too much. */

import { GraphQLError, type ASTNode } from 'graphql';

/** The code of a document that is well-formed, and asks for more than one document may. */
export const QUERY_LIMIT = 'QUERY_LIMIT';

export function queryLimit(message: string, node: ASTNode): GraphQLError {
  return new GraphQLError(message, { nodes: node, extensions: { code: QUERY_LIMIT } });
}

/** Whether this is the error of such a document; Apollo puts a code of its own over what it wraps. */
export function isQueryLimit(error: unknown): boolean {
  const reported = error instanceof GraphQLError ? error.originalError : undefined;
  return reported instanceof GraphQLError && reported.extensions.code === QUERY_LIMIT;
}
