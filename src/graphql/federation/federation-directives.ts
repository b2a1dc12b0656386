/** The directives that make the schema a subgraph. */

import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const key = new GraphQLDirective({
  name: 'key',
  description: 'Marks an entity, which other subgraphs identify by these fields.',
  locations: [DirectiveLocation.OBJECT],
  isRepeatable: true,
  args: { fields: { type: new GraphQLNonNull(GraphQLString), description: 'The fields.' } },
});

const shareable = new GraphQLDirective({
  name: 'shareable',
  description: 'Allows other subgraphs to define this type or field as well.',
  locations: [DirectiveLocation.OBJECT, DirectiveLocation.FIELD_DEFINITION],
});

const tag = new GraphQLDirective({
  name: 'tag',
  description: 'Names the access group that a field needs, for contracts of a supergraph.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  isRepeatable: true,
  args: { name: { type: new GraphQLNonNull(GraphQLString), description: 'The group.' } },
});

const cost = new GraphQLDirective({
  name: 'cost',
  description: 'The cost of a field, for demand control: a field of an object costs 1 without it.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { weight: { type: new GraphQLNonNull(GraphQLInt), description: 'The cost.' } },
});

const listSize = new GraphQLDirective({
  name: 'listSize',
  description: 'The length of a list, for demand control.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    assumedSize: { type: GraphQLInt, description: 'The length, where no argument limits it.' },
    slicingArguments: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
      description: 'The arguments that limit the length.',
    },
    sizedFields: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
      description: 'The lists within the field that have this length.',
    },
    requireOneSlicingArgument: {
      type: GraphQLBoolean,
      defaultValue: true,
      description: 'Whether one of the arguments is required.',
    },
  },
});

/** The directives of Federation that the schema uses. */
export const federationDirectives: readonly GraphQLDirective[] = [key, shareable, tag, cost, listSize];

/** Makes a schema a subgraph of Federation 2.9, the first version with `@cost` and `@listSize`. */
export const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${federationDirectives.map(({ name }) => `"@${name}"`).join(', ')}])`;
