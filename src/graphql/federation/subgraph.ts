/** Makes a schema a subgraph, and prints it. */

import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  extendSchema,
  isUnionType,
  lexicographicSortSchema,
  parse,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { subgraphPart } from './subgraph-part.js';
import { checkRepresentations, MAX_REPRESENTATIONS, type Representation } from './representation.js';

/** Finds an entity by the key that another subgraph knows it by; null where there is none. */
export type FindEntity<Context> = (representation: Representation, context: Context) => unknown;

export interface SubgraphOptions<Context> {
  /** The SDL of the subgraph. */
  readonly sdl: string;
  /** How the entities of each type are found. */
  readonly entities: Readonly<Record<string, FindEntity<Context>>>;
  /** Called with all the entities of one `_entities` before any is looked for; throws to refuse them. */
  readonly admit?: (representations: readonly Representation[], context: Context) => void;
}

/** A schema as SDL, in the order of the names, with the directives on it. */
export function printContract(schema: GraphQLSchema): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`;
}

/**
 * The SDL of a subgraph.
 * @param link the schema extension that names the version of Federation, and its directives in use
 */
export function subgraphSdl(schema: GraphQLSchema, link: string): string {
  return `${link}\n\n${subgraphPart(printContract(schema))}\n`;
}

/**
 * The schema as a subgraph: with `_service` and `_entities`, which a schema built by Apollo answers. The other fields keep
 * their resolvers, so that resolving them costs no more.
 */
export function toSubgraph<Context>(
  schema: GraphQLSchema,
  { sdl, entities, admit }: SubgraphOptions<Context>,
): GraphQLSchema {
  const resolvers = Object.fromEntries(
    Object.entries(entities).map(([name, find]) => [name, { __resolveReference: find }]),
  );
  const built = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  const entityNames = entityNamesOf(built);
  const { _service, _entities } = built.getQueryType()?.getFields() ?? {};
  const subgraph = extendSchema(schema, parse(additions(entityNames)));
  resolveQuery(subgraph, '_service', _service?.resolve);
  resolveQuery<EntitiesArgs, Context>(subgraph, '_entities', (source, args, context, info) => {
    const { representations } = args;
    checkRepresentations(representations, entityNames);
    admit?.(representations, context);
    const found = _entities?.resolve?.(source, args, context, { ...info, schema: built });
    // All or an error: where one of a list fails, graphql-jit leaves its place out.
    return Promise.all(found as Iterable<unknown>);
  });
  return subgraph;
}

interface EntitiesArgs {
  readonly representations: readonly unknown[];
}

function resolveQuery<Args, Context>(
  schema: GraphQLSchema,
  name: string,
  resolve: GraphQLFieldResolver<unknown, Context, Args> | undefined,
): void {
  const field = schema.getQueryType()?.getFields()[name];
  if (field && resolve) field.resolve = resolve;
}

function entityNamesOf(built: GraphQLSchema): readonly string[] {
  const union = built.getType('_Entity');
  return isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
}

/** The types and queries that the Federation specification requires of a subgraph. */
function additions(entityNames: readonly string[]): string {
  return `
    extend type Query {
      "For composing a supergraph: this subgraph."
      _service: _Service!
      "For the gateway of a supergraph: up to ${MAX_REPRESENTATIONS} representations, null where there is none."
      _entities(
        "Which are wanted: objects of their __typename and their key."
        representations: [_Any!]!
      ): [_Entity]!
    }
    "A subgraph."
    type _Service {
      "Its schema, with what composing needs."
      sdl: String
    }
    "An object of the __typename of an entity and its key."
    scalar _Any
    "What other subgraphs may extend."
    union _Entity = ${entityNames.join(' | ')}`;
}
