/** Refuses variables that are repeated into more text than a request may have. */

import { visit, type ArgumentNode, type DocumentNode, type GraphQLError, type ValueNode } from 'graphql';
import { queryLimit } from '../errors/query-limit.js';
import type { Variables } from './coerce-variables.js';

/** The maximum of one argument; a body has as much. */
const MAX_BYTES = 256 * 1024;

/** Refuses variables whose values are too long to be repeated. @returns null for all others */
export type RepetitionLimit = (variables: Variables) => GraphQLError | null;

/** An argument with the variables that it names more than once. */
interface Repetition {
  readonly argument: ArgumentNode;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Finds arguments that name a variable several times, such as the same text for each of a hundred customers: what is
 * recorded and answered of them can be a hundred times as long as the request.
 */
export function repetitionLimit(document: DocumentNode): RepetitionLimit {
  const repetitions: Repetition[] = [];
  visit(document, {
    Argument(argument) {
      const counts = variablesIn(argument.value);
      if ([...counts.values()].some((count) => count > 1)) repetitions.push({ argument, counts });
      return false;
    },
  });
  if (repetitions.length === 0) return () => null;
  return (variables) => {
    const refused = repetitions.find(({ counts }) => bytesOf(counts, variables) > MAX_BYTES);
    if (!refused) return null;
    const message = `The variables in an argument come to more than ${MAX_BYTES / 1024} KiB: repeat less`;
    return queryLimit(message, refused.argument);
  };
}

/** How often a value names each variable. */
export function variablesIn(value: ValueNode): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  visit(value, {
    Variable({ name }) {
      counts.set(name.value, (counts.get(name.value) ?? 0) + 1);
    },
  });
  return counts;
}

function bytesOf(counts: ReadonlyMap<string, number>, variables: Variables): number {
  let bytes = 0;
  for (const [name, count] of counts) {
    const text = JSON.stringify(variables[name]) as string | undefined;
    bytes += count * Buffer.byteLength(text ?? '');
  }
  return bytes;
}
