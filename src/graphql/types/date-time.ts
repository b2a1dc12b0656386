/** The scalar DateTime. */

import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

const config = GraphQLDateTime.toConfig();

/** An instant. */
export const DateTime = new GraphQLScalarType({
  ...config,
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  description: 'An instant as RFC 3339 text in UTC, such as 2026-04-11T09:30:00.000Z.',
  serialize: (value) => textOf(config.serialize(value)),
});

let lastTime = NaN;
let lastText = '';

/** The customers of a call usually share one instant, which is formatted once. */
function textOf(instant: Date): string {
  const time = instant.getTime();
  if (time !== lastTime) {
    lastText = instant.toISOString();
    lastTime = time;
  }
  return lastText;
}
