/** Encodes and decodes cursors. */

import { parseId } from '../../domain/id.js';
import { Problem } from '../../http/problem.js';

/** The list of a cursor: the query's name and all arguments that select its items. */
export type List = readonly [query: string, ...args: (string | null)[]];

/** The length of the longest cursor. */
const MAX_LENGTH = 512;

/** A position in a list, which insertions before or behind it do not move. */
export function writeCursor(list: List, lastId: string): string {
  return Buffer.from(JSON.stringify([...list, lastId])).toString('base64url');
}

/**
 * The id behind which a page begins.
 * @throws Problem 400 for what is no cursor of this very list
 */
export function readCursor(list: List, cursor: string): string {
  const lastId = cursor.length <= MAX_LENGTH ? lastIdOf(cursor) : null;
  if (lastId === null || writeCursor(list, lastId) !== cursor) {
    throw new Problem(
      400,
      'BAD_USER_INPUT',
      'after must be a cursor from the same query with the same arguments: omit it to start from the beginning',
    );
  }
  return lastId;
}

/** How a cursor begins: a list with a text in it. Most other texts end here, without an error that is thrown. */
const BEGINNING = Buffer.from('["a').toString('base64url').slice(0, 2);

function lastIdOf(cursor: string): string | null {
  if (!cursor.startsWith(BEGINNING)) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const last: unknown = Array.isArray(parts) ? parts.at(-1) : null;
    return typeof last === 'string' && parseId(last) === last ? last : null;
  } catch {
    return null;
  }
}
