/** Accepts bodies of JSON in UTF-8, and refuses all others. */

import type { FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from './problem.js';

/**
 * Takes JSON in UTF-8, as it is or not at all: Fastify would take text/plain for a body too, would put U+FFFD
 * where bytes are not UTF-8, and would have the last of two members of one name count.
 */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const problem = refuseEncoding(request.headers, bytes);
    if (problem) {
      done(problem);
      return;
    }
    const text = bytes.toString();
    void parseJson(request, text, (error, value) => {
      done(
        error ? new Problem(400, 'BAD_REQUEST', 'The body is not JSON') : refuseRepetition(text, value),
        value,
      );
    });
  });
}

function refuseEncoding(headers: IncomingHttpHeaders, body: Buffer): Problem | null {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type) ?? [];
  if (encoding.toLowerCase() !== 'identity') {
    const accepted = { 'accept-encoding': 'identity' };
    return new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed', accepted);
  }
  if (!/^utf-?8$/i.test(charset) || !isUtf8(body)) {
    return new Problem(400, 'BAD_REQUEST', 'The body is not UTF-8');
  }
  if (body.length === 0) return new Problem(400, 'BAD_REQUEST', 'The body is empty: JSON is expected');
  // A byte order mark is not JSON, though the parser would drop it.
  return body[0] === 0xef ? new Problem(400, 'BAD_REQUEST', 'The body is not JSON') : null;
}

/** Refuses repeated names: parsers differ in which one they take, so a check and an action could see different values. */
function refuseRepetition(text: string, value: unknown): Problem | null {
  const members = countMembers(value);
  if (countNamesAtMost(text) === members || countNames(text) === members) return null;
  return new Problem(400, 'BAD_REQUEST', 'The body repeats a member of an object: send each member once');
}

const COLON = ':'.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);

/** As many names as a JSON text can hold: there may be quotes with a colon behind them in its strings as well. */
function countNamesAtMost(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= SPACE) before -= 1;
    if (text.charCodeAt(before) === QUOTE) count += 1;
  }
  return count;
}

/** How many names of members a JSON text holds: its strings with a colon behind them. */
function countNames(text: string): number {
  const string = /"(?:[^"\\]|\\.)*(?:"\s*|\\?$)/gs;
  let count = 0;
  while (string.test(text)) if (text.charCodeAt(string.lastIndex) === COLON) count += 1;
  return count;
}

function countMembers(value: unknown): number {
  const waiting = isObjectOrList(value) ? [value] : [];
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) {
      for (const item of next as unknown[]) if (isObjectOrList(item)) waiting.push(item);
    } else {
      for (const name in next) {
        count += 1;
        const member = (next as Readonly<Record<string, unknown>>)[name];
        if (isObjectOrList(member)) waiting.push(member);
      }
    }
  }
  return count;
}

function isObjectOrList(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
