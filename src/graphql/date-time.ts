import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** An instant. */
export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description: 'An instant as RFC 3339 text in UTC, such as 2026-04-11T09:30:00.000Z.',
});
