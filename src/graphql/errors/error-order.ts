/** Sorts the errors of an answer by their paths, each once. */

import type { ExecutionResult, GraphQLError } from 'graphql';

type Path = readonly (string | number)[];

/**
 * A result with its errors in the order of their paths: otherwise what failed first comes first, by chance. An error that
 * several fields share (`limit-errors.ts`) comes once.
 */
export function inOrder(result: ExecutionResult): ExecutionResult {
  const { errors } = result;
  if (!errors || errors.length < 2) return result;
  return { ...result, errors: [...new Set(errors)].sort(byPath) };
}

function byPath({ path: one = [] }: GraphQLError, { path: other = [] }: GraphQLError): number {
  const at = one.findIndex((key, i) => key !== other[i]);
  return at < 0 ? one.length - other.length : compareKeys(one[at], other[at]);
}

function compareKeys(one: Path[number] | undefined, other: Path[number] | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one ?? '') < String(other ?? '') ? -1 : 1;
}
