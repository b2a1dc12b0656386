/** Limits the errors of one answer. */

import { locatedError, responsePathAsArray, type GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Resolver } from '../wrap-resolvers.js';

/** The number of errors after which a document and its variables are not checked further. */
export const MAX_ERRORS = 5;
/** The number of errors of one answer that each have a place of their own. */
export const MAX_LOCATED = 100;

/** The failures of one request. */
class Failures {
  #count = 0;
  readonly #shared = new Map<string, GraphQLError>();

  /** The error itself; after the first ones, an error that all fields share which fail with the same message. */
  limit(error: unknown, { fieldNodes, path }: GraphQLResolveInfo): unknown {
    this.#count += 1;
    if (this.#count <= MAX_LOCATED || !(error instanceof Error)) return error;
    const known = this.#shared.get(error.message);
    if (known) return known;
    const located = locatedError(error, fieldNodes, responsePathAsArray(path));
    if (this.#shared.size < MAX_LOCATED) this.#shared.set(error.message, located);
    return located;
  }
}

/**
 * Makes a wrapper of resolvers, so that a document whose every field fails does not cost an error for each: making one
 * takes longer than a field does. graphql-js does not wrap an error again that has a path already.
 */
export function errorLimiter(): (resolve: Resolver) => Resolver {
  const failures = new WeakMap<object, Failures>();
  const limit = (error: unknown, context: unknown, info: GraphQLResolveInfo) => {
    if (typeof context !== 'object' || context === null) return error;
    const ofRequest = failures.get(context) ?? new Failures();
    failures.set(context, ofRequest);
    return ofRequest.limit(error, info);
  };
  return (resolve) => limited(resolve, limit);
}

type Limit = (error: unknown, context: unknown, info: GraphQLResolveInfo) => unknown;

function limited(resolve: Resolver, limit: Limit): Resolver {
  return (source, args, context, info) => {
    try {
      const result = resolve(source, args, context, info);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw limit(error, context, info);
      });
    } catch (error) {
      throw limit(error, context, info);
    }
  };
}
