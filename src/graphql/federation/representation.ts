/** Checks the representations that a supergraph's gateway sends. */

import { Problem } from '../../http/problem.js';

/** How another subgraph names an entity: its type, and the fields of its key. */
export interface Representation extends Readonly<Record<string, unknown>> {
  readonly __typename: string;
}

/** How many entities one `_entities` may ask for. */
export const MAX_REPRESENTATIONS = 100;

/** @throws Problem 400 for what no gateway asks for; keys are left to those who find by them */
export function checkRepresentations(
  representations: readonly unknown[],
  entityNames: readonly string[],
): asserts representations is readonly Representation[] {
  if (representations.length > MAX_REPRESENTATIONS) {
    throw badInput(
      `_entities accepts at most ${MAX_REPRESENTATIONS} representations: send fewer in one call`,
    );
  }
  if (!representations.every((representation) => isOfType(representation, entityNames))) {
    throw badInput(
      `Each representation must be an object with a __typename that is one of ${entityNames.join(', ')}`,
    );
  }
}

function isOfType(representation: unknown, entityNames: readonly string[]): boolean {
  if (typeof representation !== 'object' || representation === null) return false;
  const { __typename: typeName } = representation as { __typename?: unknown };
  return typeof typeName === 'string' && entityNames.includes(typeName);
}

function badInput(message: string): Problem {
  return new Problem(400, 'BAD_USER_INPUT', message);
}
