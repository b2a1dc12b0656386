/** A pool that reports an unavailable store as StoreUnavailable. */

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { StoreUnavailable } from '../../service/ports.js';
import { borrowingPool } from './borrowing-pool.js';
import type { RecentRefusal } from './recent-refusal.js';
import { sendStatement } from './send-statement.js';
import { isSilence, spoilsConnection, toStoreError } from './store-failure.js';

/** Receives the text of every statement, BEGIN and COMMIT included. */
export type StatementObserver = (statement: string, values: readonly unknown[]) => void;

/** Kysely's text of the statement. */
const BEGIN = 'begin';
const READS = /^\s*select\b/i;
const NO_ROWS = { command: 'BEGIN', rowCount: 0, rows: [] } as const;

export interface GuardOptions {
  readonly observe?: StatementObserver | undefined;
  /** Notes what the store refused. */
  readonly refusal?: RecentRefusal | undefined;
  /** Whether another connection may lead elsewhere; the embedded engine has only one. */
  readonly canReconnect?: boolean | undefined;
  /** Puts StoreUnavailable in place of errors that say that the store cannot serve now; `toStoreError` unless given. */
  readonly explain?: ((error: unknown) => unknown) | undefined;
}

/**
 * The pool through which every statement goes.
 * @throws StoreUnavailable from its clients in place of every error that says that the store cannot serve now
 */
export function guardPool(pool: pg.Pool, options: GuardOptions = {}): PostgresPool {
  const connect = borrowingPool(pool);
  return {
    connect: async () => guardClient(await connect().catch(guardedRethrow(options)), options),
    end: () => pool.end(),
  };
}

function guardedRethrow({ refusal, explain = toStoreError }: GuardOptions): (error: unknown) => never {
  return (error) => {
    const explained = explain(error);
    if (explained instanceof StoreUnavailable) refusal?.note(explained);
    throw explained;
  };
}

/**
 * A client that sends BEGIN along with the statement behind it, which saves each transaction a way to the server.
 * A transaction that did not begin fails that statement.
 */
function guardClient(client: pg.PoolClient, options: GuardOptions): PostgresPoolClient {
  const rethrow = guardedRethrow(options);
  let silence: unknown = null;
  let isSpoilt = false;
  let begun: Promise<unknown> | null = null;
  const send = (text: string, values: unknown[]) =>
    sendStatement(client, text, values).catch((error: unknown) => {
      if (isSilence(error)) silence = error;
      isSpoilt ||= options.canReconnect !== false && spoilsConnection(error);
      return rethrow(error);
    });
  const query = async (text: string, values: unknown[]) => {
    // After a read time-out the connection is dead: a ROLLBACK on it would hang.
    if (silence) return rethrow(silence);
    options.observe?.(text, values);
    if (text === BEGIN) {
      begun = send(text, values);
      begun.catch(() => undefined);
      return NO_ROWS;
    }
    const beginning = begun;
    begun = null;
    // A write must not be done outside of the transaction.
    if (!READS.test(text)) await beginning;
    const answer = await send(text, values);
    await beginning;
    return answer;
  };
  return {
    // Kysely's other form of query takes a cursor, for streaming, which nothing here does.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => {
      client.release(isSpoilt);
    },
  };
}
