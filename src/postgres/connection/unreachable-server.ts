/** Names what is wrong with DATABASE_URL at the start. */

import { UnfitStore } from './server-session.js';
import { codeOf, isUnavailable } from './store-failure.js';

/** The server at DATABASE_URL cannot be used at the start; the message names the part of the URL and the way out. */
class UnreachableServer extends Error {
  override readonly name = 'UnreachableServer';
}

/** What the operator has to hear, by the code of the error; never the password. */
const explanations: Readonly<Record<string, (url: URL) => string>> = {
  ENOTFOUND: ({ hostname }) => `its host ${hostname} cannot be resolved. Correct the host.`,
  EAI_AGAIN: ({ hostname }) => `its host ${hostname} cannot be resolved: the name server does not answer.`,
  ECONNREFUSED: (url) => `nothing listens at ${placeOf(url)}. Start PostgreSQL, or correct host and port.`,
  ECONNRESET: (url) =>
    `the server at ${placeOf(url)} hung up. Check that it is PostgreSQL, and whether it wants TLS.`,
  ETIMEDOUT: (url) =>
    `the server at ${placeOf(url)} does not answer. Check the firewall, or correct host and port.`,
  EHOSTUNREACH: (url) => `there is no way to ${placeOf(url)}. Check the network, or correct the host.`,
  ENETUNREACH: (url) => `there is no way to ${placeOf(url)}. Check the network, or correct the host.`,
  ENOENT: () => 'its socket does not exist. Start PostgreSQL, or correct the path in host.',
  EACCES: () => 'its socket may not be used by this account. Correct its rights, or use host and port.',
  '28P01': (url) => `the server refuses user ${userOf(url)} with this password. Correct user and password.`,
  '28000': (url) =>
    `the server does not let user ${userOf(url)} in. Create the role, or allow it in pg_hba.conf.`,
  '3D000': (url) => `the database ${databaseOf(url)} does not exist. Create it, or correct the name.`,
  '42501': (url) =>
    `user ${userOf(url)} may not create tables there. Grant CREATE on the schema, or make it the owner.`,
  '53300': () =>
    'the server has no free connection. Raise its max_connections, or lower DATABASE_POOL_SIZE elsewhere.',
  '57P03': () => 'the server is starting or stopping. Start the gateway once it is up.',
};

/** Names the setting in what went wrong at the start; an error that is no matter of reaching the server stays. */
export function explainUnreachable(error: unknown, databaseUrl: string): unknown {
  const root = rootOf(error);
  if (root instanceof UnfitStore) return root;
  const explanation = explanations[codeOf(root)] ?? (isTimeOut(root) ? explanations.ETIMEDOUT : undefined);
  if (explanation) {
    return new UnreachableServer(`DATABASE_URL cannot be used: ${explanation(new URL(databaseUrl))}`, {
      cause: root,
    });
  }
  return isUnavailable(root) ? new UnreachableServer('DATABASE_URL cannot be used', { cause: root }) : error;
}

/** node-postgres reports each address of a host that it tried. */
function rootOf(error: unknown): unknown {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && codeOf(first) === '' && first.cause !== undefined
    ? rootOf(first.cause)
    : first;
}

function isTimeOut(error: unknown): boolean {
  return error instanceof Error && /time-?out/i.test(error.message);
}

function placeOf({ hostname, port }: URL): string {
  return `${hostname || 'localhost'}:${port || '5432'}`;
}

function userOf({ username }: URL): string {
  return username === '' ? '(none given)' : decodeURIComponent(username);
}

function databaseOf({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(1));
}
