/** Formats top-level errors without input values and without our defects. */

import { GraphQLError, isValueNode, type GraphQLFormattedError } from 'graphql';
import { Problem, toProblem } from '../../http/problem.js';
import { isQueryLimit, QUERY_LIMIT } from './query-limit.js';
import { safeMessage } from './safe-message.js';

/** A repeated name is reported with every place where it stands. */
const MAX_LOCATIONS = 5;

/** An error that a client may see: nothing of our defects, and none of the values it sent. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const problem = problemOf(error);
  const { path } = formatted;
  const locations = formatted.locations?.slice(0, MAX_LOCATIONS);
  if (!problem) {
    const extensions = isQueryLimit(error) ? { code: QUERY_LIMIT } : formatted.extensions;
    return {
      ...formatted,
      message: isIntrospection(formatted) ? INTROSPECTION_OFF : safeMessage(formatted.message),
      ...(locations && { locations }),
      ...(extensions && { extensions }),
    };
  }
  return {
    message: problem.message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: problem.code },
  };
}

const INTROSPECTION_OFF =
  'Introspection is off: the gateway answers questions about its schema with the setting INTROSPECTION=true';

/** Apollo names an option of its own instead of our setting. */
function isIntrospection({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.validationErrorCode === 'INTROSPECTION_DISABLED';
}

/** The problem behind an error; null for an error of the document, which Apollo describes. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof GraphQLError)) return toProblem(error);
  const { originalError, path, extensions } = error;
  const thrown = originalError ?? error;
  if (extensions.code === undefined && isRefusedValue(thrown)) {
    return new Problem(400, 'BAD_USER_INPUT', safeMessage(thrown.message));
  }
  // A resolver's error has a path, and may have a code of its own; an error without a path is Apollo's or a plugin's.
  if (path && originalError) return toProblem(originalError);
  if (extensions.code === undefined && isRefusedByApollo(extensions.http)) {
    return new Problem(400, 'BAD_REQUEST', error.message);
  }
  const isOfTheDocument = extensions.code !== undefined && extensions.code !== 'INTERNAL_SERVER_ERROR';
  return isOfTheDocument ? null : toProblem(thrown);
}

/** Apollo gives some of its refusals a status and no code, such as that of a hash that is not the document's. */
function isRefusedByApollo(http: unknown): boolean {
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 400;
}

/**
 * Whether graphql-js refused a value while it executed: null for an argument with a default, or for a condition. Its
 * other errors of that time are about what a resolver returned, and point at fields.
 */
function isRefusedValue(error: unknown): error is GraphQLError {
  const nodes = error instanceof GraphQLError ? (error.nodes ?? []) : [];
  return nodes.length > 0 && nodes.every(isValueNode);
}
