/** Runs statements that are prepared once per connection. */

import { CompiledQuery, type QueryExecutorProvider } from 'kysely';

const names = new Map<string, string>();

/** The names of the prepared statements by their texts. */
export const statementNames: ReadonlyMap<string, string> = names;

/**
 * Gives a statement whose text never changes a name, under which each connection of a server plans it only once.
 * The plan may be made while a table is empty, and is kept while it grows: large tables are to be read in lateral
 * or scalar subqueries, which are searched by index regardless of statistics, and not joined.
 */
export function prepared(name: string, text: string): string {
  if ([...names.values()].includes(`gateway_${name}`)) throw new Error(`Two statements are called ${name}`);
  names.set(text, `gateway_${name}`);
  return text;
}

/** Numbers as one value of a statement. node-postgres would quote and escape each of them. */
export function numbers(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`;
}

/** Texts as one value of a statement. node-postgres would search each of them twice by regular expressions. */
export function texts(values: readonly string[]): string {
  return `{${values.map((value) => `"${isPlain(value) ? value : escaped(value)}"`).join(',')}}`;
}

function isPlain(value: string): boolean {
  return !value.includes('"') && !value.includes('\\');
}

function escaped(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}

/** Numbers that a statement answered as one value: a list as text; null is one of no rows. */
export function numbersIn(list: string | null): (string | null)[] {
  const text = list?.slice(1, -1) ?? '';
  if (text === '') return [];
  const values: (string | null)[] = text.split(',');
  // Most lists have none, and are left as they are.
  if (text.includes('N')) values.forEach((value, i) => value === 'NULL' && (values[i] = null));
  return values;
}

/** Instants as one value of a statement. */
export function instants(values: readonly (Date | null)[]): string {
  return `{${values.map((instant) => instant?.toISOString() ?? 'null').join(',')}}`;
}

/** Runs a statement with these values for $1, $2 and so on. */
export async function run<Row>(
  db: Pick<QueryExecutorProvider, 'getExecutor'>,
  statement: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const query = CompiledQuery.raw(statement, [...values]);
  const { rows } = await db.getExecutor().executeQuery<Row>(query);
  return rows;
}
