/** The directive @semanticNonNull. */

import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList } from 'graphql';

/** As Apollo Kotlin and Relay know it: such a field has a type without null in clients that handle errors. */
export const semanticNonNull = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'The field is null only with an error.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLList(GraphQLInt),
      defaultValue: [0],
      description: 'The depths of a list that are meant; 0 is the field itself.',
    },
  },
});

/** Marks a field as null only with an error. */
export const SEMANTIC_NON_NULL = '@semanticNonNull';
