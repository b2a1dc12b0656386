/** Selects the part of the schema that joins a supergraph. */

import { Kind, parse, print, type DefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';

/**
 * The conventional queries that each server has for itself. Two subgraphs that both have one of these do not compose, and
 * no subgraph could find the objects of another.
 */
const ownQueries: ReadonlySet<string> = new Set(['node', 'nodes', 'viewer']);
const OWN_INTERFACE = 'Node';
const OWN_FIELD = 'nodeId';
const ownTypes = /^(Node|Viewer\w*)$/;

/** An SDL without the parts that each server has for itself. */
export function subgraphPart(sdl: string): string {
  const { kind, definitions } = parse(sdl);
  const shared = definitions.filter((definition) => !isOwn(definition));
  return print({
    kind,
    definitions: shared.map((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? withoutOwn(definition) : withoutOneOf(definition),
    ),
  });
}

function isOwn(definition: DefinitionNode): boolean {
  return 'name' in definition && ownTypes.test(definition.name.value);
}

/** Federation has no @oneOf; the server refuses more than one member all the same. */
function withoutOneOf(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return definition;
  const directives = (definition.directives ?? []).filter(({ name }) => name.value !== 'oneOf');
  return { ...definition, directives };
}

function withoutOwn(type: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  const own = type.name.value === 'Query' ? ownQueries : new Set([OWN_FIELD]);
  return {
    ...type,
    interfaces: (type.interfaces ?? []).filter(({ name }) => name.value !== OWN_INTERFACE),
    fields: (type.fields ?? []).filter(({ name }) => !own.has(name.value)),
  };
}
