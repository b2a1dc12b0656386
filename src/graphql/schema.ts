import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { requireAccess } from '../http/authenticate.js';
import type { Scope } from '../request/scope.js';
import type { Access } from '../service/caller.js';
import { CustomerResolver } from './customer.resolver.js';
import { ErrorCatalogResolver } from './error-catalog.resolver.js';
import { OperationResolver } from './operation.resolver.js';
import { ProgramResolver } from './program.resolver.js';
import { PromotionResolver } from './promotion.resolver.js';

/** The executable schema. Inputs are checked by the mutations themselves, which answer a broken bound as a result. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      PromotionResolver,
      ProgramResolver,
      CustomerResolver,
      OperationResolver,
      ErrorCatalogResolver,
    ],
    validate: false,
    authChecker: ({ context }: { context: Scope }, access: Access[]) => {
      for (const group of access) requireAccess(context.caller, group);
      return true;
    },
  });
  // type-graphql has no place for these two.
  describeType(schema.getQueryType(), 'What can be read. Nothing is changed by it.');
  describeType(
    schema.getMutationType(),
    'What can be done. Every expected failure is a result, not an error.',
  );
  return schema;
}

function describeType(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

/** The schema as schema.graphql holds it. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
