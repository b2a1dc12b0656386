import pg from 'pg';
import { CONNECTION_OPTIONS } from '../load/loads.js';
import { fillSlots, newRequestId, type CallTemplate } from '../store/call-template.js';
import type { Named } from '../store/walk.js';

/**
 * Sends a recorded call's statements for other customers, over one connection. One that was sent without waiting
 * for the answer to the one before it is sent so here too.
 * @returns the customers' new ids, in their order
 */
export async function sendStatements(pool: pg.Pool, template: CallTemplate, named: Named): Promise<string[]> {
  const client = await pool.connect();
  try {
    const requestId = newRequestId();
    const now = new Date();
    const answers: Promise<pg.QueryResult<Record<string, unknown>>>[] = [];
    for (const { name, text, slots, pipelined } of template.statements) {
      if (!pipelined) await answers.at(-1);
      const values = fillSlots(slots, named, requestId, now);
      const query = name === undefined ? { text, values } : { name, text, values };
      answers.push(client.query<Record<string, unknown>>(query));
    }
    const results = await Promise.all(answers);
    const { statement, column } = template.answer;
    return listOf(results[statement]?.rows[0]?.[column]);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

function listOf(text: unknown): string[] {
  return typeof text === 'string' ? text.slice(1, -1).split(',') : [];
}

export function openPool(
  url: string,
  max: number,
  { statements }: Pick<CallTemplate, 'statements'>,
): pg.Pool {
  const pipeline = statements.some(({ pipelined }) => pipelined);
  const options = CONNECTION_OPTIONS;
  const pool = new pg.Pool({ connectionString: url, max, options, ...(pipeline && { pipeline }) });
  // The server is stopped last, and an idle connection that breaks all the same affects no measurement.
  return pool.on('error', () => undefined);
}
