/** The interface Node, by which Relay finds and stores objects. */

import { isInterfaceType, type GraphQLSchema } from 'graphql';
import { Field, InterfaceType } from 'type-graphql';
import { ID } from './id.js';

const SEPARATOR = ':';

@InterfaceType({ description: 'An object with an id that no other object of the schema has.' })
export abstract class Node {
  /** The id among the objects of the type; an error where it cannot be read. */
  abstract id: string | Error;

  /** A getter costs nothing where a document does not select it, and cannot fail as a resolver can. */
  @Field(() => ID, { description: 'The id among all objects of the schema.' })
  get nodeId(): string | Error {
    if (this.id instanceof Error) return this.id;
    return `${this.constructor.name}${SEPARATOR}${this.id}`;
  }
}

/** The members of a node that its constructor is given. */
export type FieldsOf<Type extends Node> = Omit<Type, 'nodeId'>;

/**
 * Finds the type of a node by its class where a document asks for a Node. Elsewhere the field says which type
 * an object has, and the checks that type-graphql adds would only cost time.
 */
export function resolveNodes(schema: GraphQLSchema): void {
  const node = schema.getType(Node.name);
  if (!isInterfaceType(node)) throw new Error(`The schema has no interface ${Node.name}`);
  node.resolveType = ({ constructor }: Node) => constructor.name;
  for (const type of schema.getPossibleTypes(node)) {
    type.isTypeOf = undefined;
    const { nodeId } = type.getFields();
    // type-graphql takes a getter for a resolver.
    delete nodeId?.resolve;
  }
}

/** @returns the name of a type, and an id; null for a text that is no nodeId */
export function readNodeId(nodeId: string): { readonly typeName: string; readonly id: string } | null {
  const [typeName = '', id = '', ...rest] = nodeId.split(SEPARATOR, 3);
  return typeName === '' || id === '' || rest.length > 0 ? null : { typeName, id };
}
