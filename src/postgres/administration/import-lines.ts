/** Writes the lines of a file in chunks, each line with a result of its own. */

import type { Kysely, Transaction } from 'kysely';
import type { LineWithFault } from '../../service/import/customer-import.js';
import { isLineFault, type LineFault } from '../../service/import/faults.js';
import { inTransaction } from '../connection/transaction.js';
import type { Database } from '../schema.js';

/** A line of a file: what it says, or why it is refused. */
export interface ReadLine<Line> {
  readonly line: number;
  readonly read: Line | LineFault;
}

export interface TableResult {
  readonly added: number;
  readonly unchanged: number;
  /** In the order of lines. */
  readonly faults: readonly LineWithFault[];
}

/** The result of a line that could be read. */
export type LineResult = 'added' | 'unchanged' | LineFault;

type Import<Line> = (trx: Transaction<Database>, lines: readonly Line[]) => Promise<LineResult[]>;

const LINES_AT_ONCE = 1_000;

/** Ends a transaction whose effects were only looked at. */
class DryRun extends Error {
  override readonly name = 'DryRun';
}

/** Each chunk has a transaction of its own. A dry run has one for all of them, which is rolled back. */
export async function importLines<Line extends object>(
  db: Kysely<Database>,
  lines: readonly ReadLine<Line>[],
  dryRun: boolean,
  add: Import<Line>,
): Promise<TableResult> {
  if (!dryRun) return importChunks(lines, (chunk) => inTransaction(db, (trx) => add(trx, chunk)));
  let result: TableResult = { added: 0, unchanged: 0, faults: [] };
  await db
    .transaction()
    .execute(async (trx) => {
      result = await importChunks(lines, (chunk) => add(trx, chunk));
      throw new DryRun();
    })
    .catch((error: unknown) => {
      if (!(error instanceof DryRun)) throw error;
    });
  return result;
}

async function importChunks<Line extends object>(
  lines: readonly ReadLine<Line>[],
  add: (chunk: readonly Line[]) => Promise<LineResult[]>,
): Promise<TableResult> {
  let [added, unchanged] = [0, 0];
  const faults: LineWithFault[] = [];
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
    const chunk = lines.slice(start, start + LINES_AT_ONCE);
    const results = await add(chunk.flatMap(({ read }) => (isLineFault(read) ? [] : [read])));
    for (const { line, read } of chunk) {
      const result = isLineFault(read) ? read : results.shift();
      if (result === 'added') added += 1;
      else if (result === 'unchanged') unchanged += 1;
      else if (result !== undefined) faults.push({ line, ...result });
    }
  }
  return { added, unchanged, faults };
}
