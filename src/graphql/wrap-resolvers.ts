/** Puts a wrapper around every resolver of a schema. */

import { isIntrospectionType, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

/** A resolver of any field. */
export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** Wraps the resolvers of a schema; fields without one cost nothing more. */
export function wrapResolvers(schema: GraphQLSchema, wrap: (resolve: Resolver) => Resolver): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) field.resolve = wrap(field.resolve);
    }
  }
}
