/** Reads a query, and answers 400 to one that cannot be read. */

import { Problem } from '../http/problem.js';
import { UnreadableQuery } from '../wire/promotions/query-parameters.js';

/** @throws Problem 400 */
export function readQuery<Query>(read: () => Query): Query {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableQuery) throw new Problem(400, 'BAD_REQUEST', error.message);
    throw error;
  }
}
