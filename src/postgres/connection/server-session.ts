/** Pins the settings of sessions, and refuses unfit servers. */

import type pg from 'pg';

/**
 * What the statements and the driver rely on. A startup packet outranks what a role, a database or the server's
 * configuration sets, so these settings reach the session of every server.
 */
const PINNED: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
};

/** A plan made while a table was small would be kept while it grows, and every statement can use an index. */
const PINNED_ON_SERVERS = { ...PINNED, enable_seqscan: 'off' };

/** Only a superuser may set this one, so it is checked and not pinned: in another role foreign keys are not enforced. */
const REQUIRED_ON_SERVERS = { ...PINNED_ON_SERVERS, session_replication_role: 'origin' };

/** The oldest server that is supported, as `server_version_num` says it. */
const OLDEST_SERVER = 150_000;

/** Parameters of a connection string that would replace settings of ours. */
const OWN_PARAMETERS = [
  'options',
  'application_name',
  'client_encoding',
  'statement_timeout',
  'lock_timeout',
  'query_timeout',
  'idle_in_transaction_session_timeout',
];

/** The server or its configuration cannot serve as the store. The message says why, and how to mend it. */
export class UnfitStore extends Error {
  override readonly name = 'UnfitStore';
}

/**
 * How a connection to a server is opened. The string's own `options` are kept, and ours follow them: where both name
 * a setting, the server takes the latter.
 * @param url `postgres://user:password@host:port/database?parameters`
 */
export function sessionConfig(
  url: string,
  applicationName: string,
): { connectionString: string; options: string; application_name: string } {
  const [address = '', ...rest] = url.split('?');
  const parameters = new URLSearchParams(rest.join('?'));
  const given = parameters.get('options');
  for (const name of OWN_PARAMETERS) parameters.delete(name);
  const query = parameters.toString();
  return {
    connectionString: query === '' ? address : `${address}?${query}`,
    options: [...(given ? [given] : []), ...Object.entries(PINNED_ON_SERVERS).map(toOption)].join(' '),
    application_name: applicationName,
  };
}

/** The server splits `options` at spaces that have no backslash before them. */
function toOption([name, value]: readonly [string, string]): string {
  return `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`;
}

/** Pins on the one session of an embedded engine, which has no startup packet. */
export async function pinSession(engine: {
  query(text: string, values: unknown[]): Promise<unknown>;
}): Promise<void> {
  await engine.query(
    'select set_config(name, value, false) from unnest($1::text[], $2::text[]) as s(name, value)',
    [Object.keys(PINNED), Object.values(PINNED)],
  );
}

/**
 * Checks a new connection: a pooler may drop the startup parameters, and a role may have been altered since the last.
 * @throws UnfitStore
 */
export async function checkSession(client: pg.ClientBase): Promise<void> {
  const names = [
    'server_version',
    'server_version_num',
    'server_encoding',
    ...Object.keys(REQUIRED_ON_SERVERS),
  ];
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, current_setting(name) as setting from unnest($1::text[]) as name',
    [names],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const problem = problemOfVersion(settings) ?? problemOfEncoding(settings) ?? problemOfSettings(settings);
  if (problem !== null) throw new UnfitStore(problem);
}

/** The same, as a pool calls it. */
export function verifySession(client: pg.PoolClient, done: (error?: Error) => void): void {
  checkSession(client).then(() => {
    done();
  }, done);
}

type Settings = ReadonlyMap<string, string>;

function problemOfVersion(settings: Settings): string | null {
  if (Number(settings.get('server_version_num')) >= OLDEST_SERVER) return null;
  return `DATABASE_URL names PostgreSQL ${settings.get('server_version') ?? '?'}; version 15 or later is needed`;
}

function problemOfEncoding(settings: Settings): string | null {
  const encoding = settings.get('server_encoding') ?? '?';
  if (encoding === 'UTF8') return null;
  return `The database of DATABASE_URL has the encoding ${encoding}, which cannot hold every text; create one with: create database … encoding 'UTF8' template template0`;
}

function problemOfSettings(settings: Settings): string | null {
  const wrong = Object.entries(REQUIRED_ON_SERVERS).filter(([name, value]) => settings.get(name) !== value);
  if (wrong.length === 0) return null;
  const list = wrong.map(([name, value]) => `${name} is ${settings.get(name) ?? '?'} and must be ${value}`);
  return `A session of DATABASE_URL has other settings than it was opened with: ${list.join('; ')}. A pooler has to pass the startup parameter options on, and session_replication_role must not be set for the role or the database`;
}
