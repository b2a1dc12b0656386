/** Finds the columns of a file by its header. */

import { CommandFailed } from '../context.js';

/** A kind of file: its columns, which of them a file must have, and other names of them. */
export interface FileKind<Column extends string> {
  readonly columns: readonly Column[];
  readonly required: readonly Column[];
  readonly aliases: Readonly<Record<string, Column>>;
}

/** The columns that a refused file adds. An import ignores them, so that the file can be corrected and imported again. */
export const REFUSED_COLUMNS = ['line', 'code', 'message'] as const;

/** Names of columns are compared by their letters alone: "Customer ID", customer_id and customerId are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Reads the name of a column or of a member; null for a column of a refused file, undefined for an unknown one. */
export function columnReader<Column extends string>({
  columns,
  aliases,
}: FileKind<Column>): (name: string) => Column | null | undefined {
  const known = new Map<string, Column | null>([
    ...REFUSED_COLUMNS.map((name) => [name, null] as const),
    ...Object.entries(aliases),
    ...columns.map((column) => [plain(column), column] as const),
  ]);
  return (name) => known.get(plain(name));
}

/**
 * The column of each cell of a line; null for one that is left out.
 * @throws CommandFailed naming all columns that are unknown, missing or there twice
 */
export function readHeader<Column extends string>(
  kind: FileKind<Column>,
  names: readonly string[],
): (Column | null)[] {
  const read = columnReader(kind);
  const found = names.map(read);
  const unknown = names.filter((_, i) => found[i] === undefined);
  const missing = kind.required.filter((column) => !found.includes(column));
  const columns = found.map((column) => column ?? null);
  const twice = columns.filter((column, i) => column !== null && columns.indexOf(column) < i);
  const problems = [
    unknown.length > 0 && `unknown columns: ${unknown.map((name) => name || '(empty)').join(', ')}`,
    missing.length > 0 && `missing columns: ${missing.join(', ')}`,
    twice.length > 0 && `columns that are there twice: ${twice.join(', ')}`,
  ].filter((problem) => problem !== false);
  if (problems.length === 0) return columns;
  throw new CommandFailed(
    `The header of the file has ${problems.join('; ')}. The columns are ${kind.columns.join(', ')}.`,
  );
}
