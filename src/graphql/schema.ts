/** Builds and prints the schema. */

import 'reflect-metadata';
import { specifiedDirectives, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { requireAccess } from '../http/access/authenticate.js';
import type { Scope } from '../request/scope.js';
import type { Access } from '../service/caller.js';
import { CustomerPromotionChangedResolver } from './resolvers/customer-promotion-changed.resolver.js';
import { CustomerPromotionCountResolver, CustomerResolver } from './resolvers/customer.resolver.js';
import { admitEntities, entities } from './federation/entities.js';
import { PromotionErrorsResolver } from './resolvers/promotion-errors.resolver.js';
import { errorLimiter } from './errors/limit-errors.js';
import { FEDERATION_LINK, federationDirectives } from './federation/federation-directives.js';
import { PromotionOperationResolver } from './resolvers/promotion-operation.resolver.js';
import { ProgramResolver } from './resolvers/program.resolver.js';
import { PromotionResolver } from './resolvers/promotion.resolver.js';
import { EarningsResolver, EnrolmentsResolver } from './resolvers/records.resolver.js';
import { printContract, subgraphSdl, toSubgraph } from './federation/subgraph.js';
import { requireOneMember } from './inputs/named-by.js';
import { ViewerResolver } from './resolvers/viewer.resolver.js';
import { resolveNodes } from './types/node.js';
import { semanticNonNull } from './types/semantic-non-null.js';
import { NodeResolver } from './resolvers/node.resolver.js';
import { SuccessResolver } from './resolvers/success.resolver.js';
import { takeTurns } from './take-turns.js';
import { wrapResolvers } from './wrap-resolvers.js';

/** The executable schema, which is a subgraph as well. */
export function createSchema(): GraphQLSchema {
  const contract = createContract();
  const sdl = subgraphSdl(contract, FEDERATION_LINK);
  const schema = toSubgraph(contract, { sdl, entities, admit: admitEntities });
  const limitErrors = errorLimiter();
  wrapResolvers(schema, (resolve) => limitErrors(takeTurns(resolve)));
  return schema;
}

/** The text of schema.graphql: everything that clients see, without the parts for gateways. */
export function printedSchema(): string {
  return printContract(createContract());
}

/** The text of subgraph.graphql: what the gateway brings to a supergraph. */
export function printedSubgraph(): string {
  return subgraphSdl(createContract(), FEDERATION_LINK);
}

/** type-graphql requires a PubSub, but our subscriptions watch the feed of changes. */
const unused = {
  publish: (topic: string) => {
    throw new Error(`This gateway publishes nothing to ${topic}`);
  },
  subscribe: (topic: string) => {
    throw new Error(`There is no topic ${topic}`);
  },
};

/** Mutations validate their inputs themselves and return a broken bound as a result. */
function createContract(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      PromotionResolver,
      ProgramResolver,
      CustomerResolver,
      CustomerPromotionCountResolver,
      SuccessResolver,
      NodeResolver,
      ViewerResolver,
      EnrolmentsResolver,
      EarningsResolver,
      CustomerPromotionChangedResolver,
      PromotionOperationResolver,
      PromotionErrorsResolver,
    ],
    validate: false,
    pubSub: unused,
    directives: [...specifiedDirectives, ...federationDirectives, semanticNonNull],
    authChecker: ({ context }: { context: Scope }, access: Access[]) => {
      for (const group of access) requireAccess(context.caller, group);
      return true;
    },
  });
  // type-graphql has no place for these.
  describeType(schema.getQueryType(), 'Queries. They change nothing.');
  describeType(
    schema.getMutationType(),
    'Mutations. Every expected failure is a result, not a top-level error.',
  );
  describeType(schema.getSubscriptionType(), 'Subscriptions, at /graphql/stream.');
  resolveNodes(schema);
  requireOneMember(schema);
  return schema;
}

function describeType(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}
