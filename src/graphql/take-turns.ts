/** Has the resolvers of a request take turns with other requests. */

import { Turns } from '../request/turns.js';
import type { Resolver } from './wrap-resolvers.js';

/** Wraps a resolver: those of one list all begin at once, and can be ten thousand. */
export function takeTurns(resolve: Resolver): Resolver {
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
