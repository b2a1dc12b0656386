import { CompiledQuery, type QueryExecutorProvider } from 'kysely';

const names = new Map<string, string>();

/**
 * Gives a statement whose text never changes a name, under which each connection of a server plans it only once.
 * Its columns have to be named: a prepared `select *` fails once a column is added.
 */
export function prepared(text: string): string {
  names.set(text, `gateway_${names.size + 1}`);
  return text;
}

/** The name of a prepared statement; undefined for any other. */
export function nameOfStatement(text: string): string | undefined {
  return names.get(text);
}

/** Runs a prepared statement. */
export async function run<Row>(
  db: Pick<QueryExecutorProvider, 'getExecutor'>,
  statement: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const query = CompiledQuery.raw(statement, [...values]);
  const { rows } = await db.getExecutor().executeQuery<Row>(query);
  return rows;
}
