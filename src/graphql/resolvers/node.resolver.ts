/** The queries node and nodes. */

import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import { Problem } from '../../http/problem.js';
import type { Scope } from '../../request/scope.js';
import { admitEntities, entities } from '../federation/entities.js';
import { ID } from '../types/id.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';
import { Node, readNodeId } from '../types/node.js';

type EntityName = keyof typeof entities;
const entityNames = Object.keys(entities) as EntityName[];

/** The maximum number of objects that one query finds. */
const MAX_NODES = MAX_CUSTOMERS;

/** Finds the objects that a supergraph knows as entities, by the same rules. */
@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      'An object by its nodeId; null when it does not exist. Needs customer:read, or promotion:read for programs and promotions.',
  })
  async node(
    @Arg('nodeId', () => ID, { description: 'The nodeId.' }) nodeId: string,
    @Ctx() scope: Scope,
  ): Promise<Node | null> {
    const [found = null] = await findNodes([nodeId], scope);
    return found;
  }

  @Directive(SEMANTIC_NON_NULL)
  @Query(() => [Node], {
    nullable: 'itemsAndList',
    description:
      'Objects by their nodeIds, in this order; null for one that does not exist. Needs the same access as node.',
  })
  nodes(
    @Arg('nodeIds', () => [ID], { description: `At most ${MAX_NODES} nodeIds.` }) nodeIds: string[],
    @Ctx() scope: Scope,
  ): Promise<(Node | null)[]> {
    return findNodes(nodeIds, scope);
  }
}

/** @throws Problem 400 for too many ids or for a text that is no nodeId, 403 without the access, 429 beyond the limit */
async function findNodes(nodeIds: readonly string[], scope: Scope): Promise<(Node | null)[]> {
  if (nodeIds.length > MAX_NODES) {
    throw badInput(`nodes accepts at most ${MAX_NODES} nodeIds: send fewer in one query`);
  }
  const named = nodeIds.map(toRepresentation);
  admitEntities(named, scope);
  return Promise.all(
    named.map((representation): Promise<Node | null> =>
      entities[representation.__typename](representation, scope),
    ),
  );
}

function toRepresentation(nodeId: string): { readonly __typename: EntityName; readonly id: string } {
  const { typeName, id } = readNodeId(nodeId) ?? {};
  const __typename = entityNames.find((name) => name === typeName);
  if (__typename && id !== undefined) return { __typename, id };
  throw badInput('A nodeId must be one that this gateway has answered');
}

function badInput(message: string): Problem {
  return new Problem(400, 'BAD_USER_INPUT', message);
}
