import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { StoreUnavailable } from '../service/ports.js';
import { nameOfStatement } from './statement.js';

/** Sees the text of every statement, BEGIN and COMMIT included. */
export type StatementObserver = (statement: string) => void;

/** SQLSTATE classes and codes of a server that is away, starting, stopping or full, and of a statement it gave up. */
const UNAVAILABLE = /^(08...|53...|57P0[1-5]|57014|25P03|58...)$/;
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** node-postgres and its pool report these with a text only. */
const CONNECTION_TEXT =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|not queryable|connection ended|cannot use a pool after|query read timeout/i;

/** As Kysely writes it. */
const BEGIN = 'begin';
const READS = /^\s*select\b/i;
const NO_ROWS = { command: 'BEGIN', rowCount: 0, rows: [] } as const;

/**
 * The pool through which every statement goes.
 * @throws StoreUnavailable from its clients in place of whatever says that the store is away
 */
export function guardPool(pool: pg.Pool, observe?: StatementObserver): PostgresPool {
  return {
    connect: async () => guardClient(await pool.connect().catch(rethrow), observe),
    end: () => pool.end(),
  };
}

/**
 * A client that sends BEGIN along with the statement behind it, which saves each transaction a way to the server.
 * Of a transaction that did not begin, that statement fails.
 */
function guardClient(client: pg.PoolClient, observe?: StatementObserver): PostgresPoolClient {
  let silence: unknown = null;
  let begun: Promise<unknown> | null = null;
  const send = (text: string, values: unknown[]) =>
    client.query({ name: nameOfStatement(text), text, values }).catch((error: unknown) => {
      if (isSilence(error)) silence = error;
      return rethrow(error);
    });
  const query = async (text: string, values: unknown[]) => {
    // Behind a statement that was never answered the next one, a ROLLBACK, would wait for nothing.
    if (silence) return rethrow(silence);
    observe?.(text);
    if (text === BEGIN) {
      begun = send(text, values);
      begun.catch(() => undefined);
      return NO_ROWS;
    }
    const beginning = begun;
    begun = null;
    // What writes must not be done outside of the transaction.
    if (!READS.test(text)) await beginning;
    const answer = await send(text, values);
    await beginning;
    return answer;
  };
  return {
    // Kysely's other form of query takes a cursor, for streaming, which nothing here does.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => {
      client.release(silence !== null);
    },
  };
}

function rethrow(error: unknown): never {
  throw isUnavailable(error)
    ? new StoreUnavailable('The store cannot be reached just now', { cause: error })
    : error;
}

/** Whether nobody answered: what becomes of the connection is not known, and it is of no use any more. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return UNAVAILABLE.test(code) || NETWORK.test(code) || CONNECTION_TEXT.test(error.message);
}
