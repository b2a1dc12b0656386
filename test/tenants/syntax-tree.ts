import { loadModule, parseSync } from 'libpg-query';

await loadModule();

/** A node of PostgreSQL's own syntax tree, of which only what binds organisations is looked at. */
export type Node = Readonly<Record<string, unknown>>;

/** Parses one statement with PostgreSQL's own parser. @returns its kind, and its node */
export function parseStatement(text: string): readonly [kind: string, node: Node] {
  const { stmts = [] } = parseSync(text) as { stmts?: { stmt: Node }[] };
  const [first, ...others] = stmts;
  if (!first || others.length > 0) throw new Error(`Not one statement: ${text}`);
  return onlyEntry(first.stmt);
}

/** The kind and the content of a wrapped node such as `{"ParamRef": {…}}`. */
export function onlyEntry(wrapped: Node): readonly [kind: string, node: Node] {
  const [entry] = Object.entries(wrapped);
  if (!entry) throw new Error('An empty node');
  return [entry[0], entry[1] as Node];
}

export function nodesOf(list: unknown): readonly Node[] {
  return Array.isArray(list) ? (list as Node[]) : [];
}

/** The node of this kind, where the wrapped node is of it. */
export function asKind(kind: string, wrapped: unknown): Node | null {
  return isNode(wrapped) && isNode(wrapped[kind]) ? wrapped[kind] : null;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The conditions that all have to hold. */
export function conjunctsOf(condition: unknown): Node[] {
  const bool = asKind('BoolExpr', condition);
  if (bool?.boolop === 'AND_EXPR') return nodesOf(bool.args).flatMap(conjunctsOf);
  return isNode(condition) ? [condition] : [];
}

function withoutCasts(expression: unknown): unknown {
  const cast = asKind('TypeCast', expression);
  return cast ? withoutCasts(cast.arg) : expression;
}

/** The number of a parameter, under any cast; null for another expression. */
export function parameterOf(expression: unknown): number | null {
  const parameter = asKind('ParamRef', withoutCasts(expression));
  return parameter ? Number(parameter.number) : null;
}

/** A column by its qualifier and its name; `*` is the name of all of them. */
export function columnOf(expression: unknown): { qualifier: string | null; name: string } | null {
  const column = asKind('ColumnRef', withoutCasts(expression));
  if (!column) return null;
  const names = nodesOf(column.fields).map((field) => asKind('String', field)?.sval as string | undefined);
  const name = names.at(-1) ?? '*';
  return { qualifier: names.length > 1 ? (names.at(-2) ?? null) : null, name };
}

const STATEMENTS = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'];

/** Visits every statement within an expression, but not those within these. */
export function forEachStatement(part: unknown, visit: (wrapped: Node) => void): void {
  if (Array.isArray(part)) for (const item of part) forEachStatement(item, visit);
  if (!isNode(part)) return;
  for (const [key, value] of Object.entries(part)) {
    if (STATEMENTS.includes(key)) visit({ [key]: value });
    else forEachStatement(value, visit);
  }
}
