/** Sends one statement to the server. */

import pg from 'pg';
import { statementNames } from './statement.js';

/** The driver reads the name of a prepared statement from a query; its types know it in configurations only. */
interface NamedQuery extends pg.Query {
  name?: string | undefined;
}

/**
 * Sends a statement on a connection, prepared under its name where it has one.
 * The query is made from its text, because the driver copies a configuration property by property, which takes longer
 * than the rest of sending.
 */
export function sendStatement(
  connection: pg.PoolClient,
  text: string,
  values: unknown[],
): Promise<pg.QueryResult<pg.QueryResultRow>> {
  return new Promise((resolve, reject) => {
    const query: NamedQuery = new pg.Query(text, values, (error, result) => {
      // The driver answers with null where nothing failed.
      if (!error) {
        resolve(result);
        return;
      }
      Error.captureStackTrace(error);
      reject(error);
    });
    query.name = statementNames.get(text);
    connection.query(query);
  });
}
