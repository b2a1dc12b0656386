/** Names what is wrong with DATABASE_URL at the start. */

import { UnfitStore } from './server-session.js';
import { codeOf, isUnavailable, isUntrusted } from './store-failure.js';

/** The server at DATABASE_URL cannot be used at the start; the message names the part of the URL and the way out. */
class UnreachableServer extends Error {
  override readonly name = 'UnreachableServer';
}

/** The operator's messages by the codes of errors; never with the password. */
const explanations = {
  ENOTFOUND: ({ hostname }: URL) => `its host ${hostname} cannot be resolved. Correct the host.`,
  EAI_AGAIN: ({ hostname }: URL) =>
    `its host ${hostname} cannot be resolved: the name server does not answer.`,
  ECONNREFUSED: (url: URL) =>
    `nothing listens at ${addressOf(url)}. Start PostgreSQL, or correct host and port.`,
  ECONNRESET: (url: URL) =>
    `the server at ${addressOf(url)} closed the connection. Check that it is PostgreSQL, and whether it requires TLS.`,
  ETIMEDOUT: (url: URL) =>
    `the server at ${addressOf(url)} does not answer. Check the firewall, or correct host and port.`,
  EHOSTUNREACH: (url: URL) =>
    `there is no route to ${addressOf(url)}. Check the network, or correct the host.`,
  ENETUNREACH: (url: URL) =>
    `there is no route to ${addressOf(url)}. Check the network, or correct the host.`,
  ENOENT: () => 'its socket does not exist. Start PostgreSQL, or correct the path in host.',
  EACCES: () => 'this account may not use its socket. Correct its permissions, or use host and port.',
  '28P01': (url: URL) =>
    `the server refuses user ${userOf(url)} with this password. Correct user and password.`,
  '28000': (url: URL) =>
    `the server does not accept user ${userOf(url)}. Create the role, or allow it in pg_hba.conf.`,
  '3D000': (url: URL) => `the database ${databaseOf(url)} does not exist. Create it, or correct the name.`,
  '42501': (url: URL) =>
    `user ${userOf(url)} may not create tables there. Grant CREATE on the schema, or make it the owner.`,
  '53300': () =>
    'the server has no free connection. Raise its max_connections, or lower DATABASE_POOL_SIZE elsewhere.',
  '57P03': () => 'the server is starting or stopping. Start the gateway once it is up.',
} satisfies Readonly<Record<string, (url: URL) => string>>;

/** The errors of node-postgres that have no code, and the operator's messages for them. */
const textExplanations: readonly (readonly [text: RegExp, explain: (url: URL) => string])[] = [
  [/time-?out/i, (url) => explanations.ETIMEDOUT(url)],
  [/connection terminated|connection ended/i, (url) => explanations.ECONNRESET(url)],
  [
    /password must be a/i,
    () =>
      'the server asks for a password, and the URL has none. Write postgres://user:password@host/database.',
  ],
  [
    /does not support ssl/i,
    (url) =>
      `the server at ${addressOf(url)} does not support TLS. Remove sslmode from the URL, or enable TLS on the server.`,
  ],
];

/** Names the setting in what went wrong at the start; an error that is no matter of reaching the server stays. */
export function explainUnreachable(error: unknown, databaseUrl: string): unknown {
  const root = rootOf(error);
  if (root instanceof UnfitStore) return root;
  const explanation = explanationOf(root);
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

function explanationOf(error: unknown): ((url: URL) => string) | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  if (isUntrusted(code)) {
    return (url) =>
      `the certificate of ${addressOf(url)} is not trusted. Name that of its authority in sslrootcert, or correct the host.`;
  }
  // Files are read for TLS alone: the path of a socket is connected to.
  if ('syscall' in error && error.syscall === 'open') {
    return () => 'the gateway cannot read a TLS file. Correct sslrootcert, sslcert or sslkey in the URL.';
  }
  if (isExplained(code)) return explanations[code];
  return textExplanations.find(([text]) => text.test(error.message))?.[1];
}

function isExplained(code: string): code is keyof typeof explanations {
  return Object.hasOwn(explanations, code);
}

function addressOf({ hostname, port }: URL): string {
  return `${hostname || 'localhost'}:${port || '5432'}`;
}

function userOf({ username }: URL): string {
  return username === '' ? '(none given)' : decodeURIComponent(username);
}

function databaseOf({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(1));
}
