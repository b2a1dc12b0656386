/** Recognises values that graphql-js refused while it executed. */

import { GraphQLError, isValueNode } from 'graphql';

/**
 * Whether graphql-js refused a value while it executed: null for an argument with a default, or for a condition. Its
 * other errors of that time are about what a resolver came to, and point at fields.
 */
export function isRefusedValue(error: unknown): error is GraphQLError {
  const nodes = error instanceof GraphQLError ? (error.nodes ?? []) : [];
  return nodes.length > 0 && nodes.every(isValueNode);
}
