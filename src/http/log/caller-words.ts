/** Reads what a caller calls itself and its requests, for the log. */

import type { IncomingHttpHeaders } from 'node:http';
import { withoutPersonalData } from '../../domain/personal-data.js';

const ID = /^[\w.:/+=-]{1,128}$/;
const NAME = /^[\w .:/+=@()-]{1,64}$/;
const MAX_OPERATION_LENGTH = 64;
/** The usual forms of random ids, whose digits are no phone number. */
const RANDOM =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=\d*[a-f])[0-9a-f]{16,64})$/i;

/**
 * The id in the header X-Request-Id, without anything that looks like personal data. The gateway keeps its own id of the
 * request, which is unique.
 * @returns undefined for a missing or malformed header
 */
export function callerRequestIdOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || !ID.test(header)) return undefined;
  return RANDOM.test(header) ? header : withoutPersonalData(header);
}

/**
 * The name and version of the calling app, in the headers that Apollo's clients send, or in those of GraphQL clients
 * in general.
 * @returns undefined without a name
 */
export function appOf(headers: IncomingHttpHeaders): string | undefined {
  const name = nameIn(headers['apollographql-client-name'] ?? headers['graphql-client-name']);
  if (name === undefined) return undefined;
  const version = nameIn(headers['apollographql-client-version'] ?? headers['graphql-client-version']);
  return version === undefined ? name : `${name} ${version}`;
}

function nameIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && NAME.test(header) ? withoutPersonalData(header) : undefined;
}

/** The name of an operation, which is a word of the caller's choice. */
export function operationNameOf(name: string): string {
  return withoutPersonalData(name.slice(0, MAX_OPERATION_LENGTH));
}
