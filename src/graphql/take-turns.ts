/** Has the resolvers of a request take turns with other requests. */

import { isIntrospectionType, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { Turns } from '../request/turns.js';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** Wraps the resolvers of a schema: those of one list all begin at once, and can be ten thousand. */
export function takeTurns(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) field.resolve = inTurn(field.resolve);
    }
  }
}

function inTurn(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const later = turnsOf(context)?.take(1);
    return later
      ? later.then(() => resolve(source, args, context, info))
      : resolve(source, args, context, info);
  };
}

function turnsOf(context: unknown): Turns | null {
  const hasTurns = typeof context === 'object' && context !== null && 'turns' in context;
  return hasTurns && context.turns instanceof Turns ? context.turns : null;
}
