/** Reads the credential from the headers. */

import type { Credential } from '../service/caller.js';

/** Longer headers carry no credential of ours. */
const MAX_LENGTH = 8_192;
const CONTROL_CHARACTER = /\p{Cc}/u;

/** A request's headers, by their names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The credential of a request, 'none' without one, or 'malformed'. */
export function readCredential(headers: Headers): Credential | 'none' | 'malformed' {
  const { authorization, 'x-cap-api-oauth-token': token } = headers;
  if (typeof authorization === 'string') return readAuthorization(authorization);
  if (authorization === undefined && token === undefined) return 'none';
  return typeof token === 'string' ? readBearer(token.replace(/^Bearer +/i, '')) : 'malformed';
}

function readAuthorization(header: string): Credential | 'malformed' {
  if (header.length > MAX_LENGTH) return 'malformed';
  const [, scheme = '', text = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return readBasic(text);
    case 'bearer':
      return readBearer(text);
    default:
      return 'malformed';
  }
}

/** RFC 7617: base64 of till, colon, password, in UTF-8. */
function readBasic(text: string): Credential | 'malformed' {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return 'malformed';
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1 || CONTROL_CHARACTER.test(decoded)) return 'malformed';
  return { scheme: 'Basic', till: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function readBearer(token: string): Credential | 'malformed' {
  return token.length > 0 && token.length <= MAX_LENGTH ? { scheme: 'Bearer', token } : 'malformed';
}
