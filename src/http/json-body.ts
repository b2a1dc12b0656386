/** Requires a JSON object as body. */

import { Problem } from './problem.js';

/** The body as a JSON object. @throws Problem 400 for anything else, or for none */
export function requireObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Readonly<Record<string, unknown>>;
  }
  throw new Problem(400, 'BAD_REQUEST', 'The body must be a JSON object');
}
