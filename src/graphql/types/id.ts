/** The scalar ID, without numbers that lost digits. */

import { GraphQLError, GraphQLID, GraphQLScalarType } from 'graphql';

/**
 * GraphQL's own ID, but for numbers beyond 2^53: these have lost digits in JSON and would name something else.
 * As a string an id arrives whole.
 */
export const ID = new GraphQLScalarType<string, string>({
  ...GraphQLID.toConfig(),
  parseValue: (value) => {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new GraphQLError('ID cannot represent a number beyond the safe integers');
    }
    return GraphQLID.parseValue(value);
  },
});
