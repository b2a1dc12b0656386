/** The directives that make the schema a subgraph. */

import { DirectiveLocation, GraphQLDirective, GraphQLNonNull, GraphQLString } from 'graphql';

const key = new GraphQLDirective({
  name: 'key',
  description: 'Marks an entity, which other subgraphs identify by these fields.',
  locations: [DirectiveLocation.OBJECT],
  isRepeatable: true,
  args: { fields: { type: new GraphQLNonNull(GraphQLString), description: 'The fields.' } },
});

const shareable = new GraphQLDirective({
  name: 'shareable',
  description: 'Allows other subgraphs to define this type as well.',
  locations: [DirectiveLocation.OBJECT],
});

/** The directives of Federation that the schema uses. */
export const federationDirectives: readonly GraphQLDirective[] = [key, shareable];

/** Makes a schema a subgraph of Federation 2; these directives are in every version of it, so it names the first. */
export const FEDERATION_LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])';
