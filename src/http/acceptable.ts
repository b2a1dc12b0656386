/** Refuses requests whose Accept header allows no answer of ours. */

import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';
import { Problem } from './problem.js';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/**
 * Refuses a request that takes none of the types in which a door answers, before anything is done: Apollo carries a
 * mutation out, and says then that it cannot answer.
 */
export function requireAcceptable(door: FastifyInstance, types: readonly string[]): void {
  door.addHook('onRequest', (request, _reply, proceed) => {
    const { accept } = request.headers;
    if (accept && !new Negotiator({ headers: { accept } }).mediaType([...types])) throw notAcceptable();
    proceed();
  });
}

/** The type that an Accept header prefers; undefined where it allows none. */
export function preferredType(accept: string, types: readonly string[]): string | undefined {
  return new Negotiator({ headers: { accept: accept.toLowerCase() } }).mediaType([...types]);
}

/** Whether an Accept header wants a type at least as much as another, whichever of them it names first. */
export function acceptsAsMuch(accept: string | undefined, type: string, other: string): boolean {
  if (!accept) return true;
  const turned = accept.split(',').reverse().join(',');
  return [accept, turned].some((header) => preferredType(header, [type, other]) === type);
}

function notAcceptable(): Problem {
  return new Problem(
    406,
    'NOT_ACCEPTABLE',
    'Answers are JSON, and the Accept header does not allow it: send Accept: application/json. Nothing was done',
  );
}
