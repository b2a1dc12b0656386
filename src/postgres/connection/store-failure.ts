/** Classifies errors of an unavailable store. */

import { StoreUnavailable } from '../../service/ports.js';
import { UnfitStore } from './server-session.js';

/**
 * SQLSTATE classes and codes of a store that cannot serve now, and may later: a server that is away, starting,
 * stopping, full, locked, damaged or read-only, that refuses our login or our grants, or that has lost the schema; and
 * statements that it gave up. All others are defects of a statement or faults of its values.
 */
const UNAVAILABLE: readonly RegExp[] = [
  /^08...$/, // connection
  /^25(006|P0[2-4])$/, // read-only server; a transaction that failed before, or took too long
  /^28...$/, // login refused
  /^26000$|^42P05$/, // a pooler lost or mixed up the prepared statements
  /^3D000$|^3F000$|^42P01$/, // database, schema or table not there: a restore, or another server behind the address
  /^42(703|704|883)$/, // column, type or function not there: another version of the schema
  /^40...$/, // serialization, deadlock, unknown completion; transactions are run again before
  /^42501$/, // grants
  /^53...$/, // disk, memory, connections
  /^54000$/, // transaction ids used up
  /^55...$/, // locks, objects in use
  /^57...$/, // shutdown, cancelled, time-outs, recovery
  /^58...$/, // input and output
  /^F0...$/, // configuration
  /^XX...$/, // internal, damaged data; errors of the file system without a code of their own; poolers
];

/** The statement failed and its connection is sound: it took too long, waited too long, or collided. */
const SOUND_CONNECTION = /^(57014|55P03|40.{3}|25P02)$/;

const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EMFILE|ENFILE|ECONNABORTED|EACCES)$/;
/** A certificate that does not hold: of the server, or of an authority. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;
/** node-postgres and its pool report these with a text only. */
const CONNECTION_TEXT =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|not queryable|connection ended|cannot use a pool after|query read timeout|client was closed|does not support ssl/i;

const TOO_MANY_CONNECTIONS = '53300';

/** Refusals that outlast the statement, so that the next one meets them too: no room, no rights, no schema, no writes. */
const LASTING = /^(25006|42501|42P01|42703|42704|42883|3F000|54000|53.{3}|58.{3}|XX.{3})$/;

/** The code of an error; empty without one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Whether a connection's plan no longer fits its table, which was changed meanwhile: every later execution on this
 * connection fails as well. The code stands for every feature that PostgreSQL does not offer, so the place that reports it counts.
 */
function isOutdatedPlan(error: Error): boolean {
  return codeOf(error) === '0A000' && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

/** Whether an error has one of these codes, or one of their classes, itself or as its cause. */
export function isCode(error: unknown, codes: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return codes.some((code) => codeOf(error).startsWith(code)) || isCode(error.cause, codes);
}

export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof UnfitStore || isOutdatedPlan(error)) return true;
  const code = codeOf(error);
  return (
    UNAVAILABLE.some((pattern) => pattern.test(code)) ||
    NETWORK.test(code) ||
    isUntrusted(code) ||
    CONNECTION_TEXT.test(error.message)
  );
}

/** Whether the certificate of the server is not trusted. */
export function isUntrusted(code: string): boolean {
  return CERTIFICATE.test(code);
}

export function isLasting(code: string): boolean {
  return LASTING.test(code);
}

/** Whether the server has no room for one more connection, for anyone or for this role or database. */
export function isOutOfConnections(error: unknown): boolean {
  return codeOf(error) === TOO_MANY_CONNECTIONS;
}

/**
 * Whether the next statement should go over another connection: this one is dead, or leads to a server that was
 * demoted, while the address may lead to its successor by now.
 */
export function spoilsConnection(error: unknown): boolean {
  return isUnavailable(error) && !SOUND_CONNECTION.test(codeOf(error));
}

/** Whether the statement was never answered: the state of the connection is unknown, and it is of no further use. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** StoreUnavailable in place of every error that says that the store cannot serve now; any other error as it is. */
export function toStoreError(error: unknown): unknown {
  return isUnavailable(error) ? new StoreUnavailable('The store cannot be reached', { cause: error }) : error;
}
