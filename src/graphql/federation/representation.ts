/** Checks the representations that a supergraph's gateway sends. */

import { Problem } from '../../http/problem.js';

/** How another subgraph names an entity: its type, and the fields of its key. */
export interface Representation extends Readonly<Record<string, unknown>> {
  readonly __typename: string;
}

/** How many representations one `_entities` may have. A gateway repeats an entity that several of its objects lead to. */
export const MAX_REPRESENTATIONS = 1_000;
/** How many different entities one `_entities` may ask for. */
const MAX_ENTITIES = 300;

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
  if (
    !representations.every((representation): representation is Representation =>
      isOfType(representation, entityNames),
    )
  ) {
    throw badInput(
      `Each representation must be an object with a __typename that is one of ${entityNames.join(', ')}`,
    );
  }
  if (countDifferent(representations) > MAX_ENTITIES) {
    throw badInput(`_entities accepts at most ${MAX_ENTITIES} different entities: send fewer in one call`);
  }
}

/** The number of different entities among representations. */
function countDifferent(representations: readonly Representation[]): number {
  return new Set(representations.map(({ __typename, id }) => `${__typename} ${String(id)}`)).size;
}

function isOfType(representation: unknown, entityNames: readonly string[]): boolean {
  if (typeof representation !== 'object' || representation === null) return false;
  const { __typename: typeName } = representation as { __typename?: unknown };
  return typeof typeName === 'string' && entityNames.includes(typeName);
}

function badInput(message: string): Problem {
  return new Problem(400, 'BAD_USER_INPUT', message);
}
