import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A place in the source that makes a statement or a part of one, and how such a statement looks. */
export interface StatementSource {
  /** File and line. */
  readonly place: string;
  readonly looksLike: RegExp;
  /** The statement itself, where nothing is put into it; null for a part or a pattern of one. */
  readonly whole: string | null;
}

const folder = join(import.meta.dirname, '..', '..', 'src', 'postgres');
const SQL =
  /^[\s(]*(?:with|select|insert into|update|delete from|lock table|merge into|truncate|copy|call|join)\s/im;
const WHOLE =
  /^[\s(]*(?:with|select|insert into|update|delete from|lock table|merge into|truncate|copy|call)\s/i;
const BUILDERS: ReadonlyMap<string, string> = new Map([
  ['selectFrom', 'select .*from'],
  ['insertInto', 'insert into'],
  ['updateTable', 'update'],
  ['deleteFrom', 'delete from'],
]);

/** Every place in src/postgres that makes statements: texts in SQL, and calls of the query builder. */
export function statementSources(): StatementSource[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('migrat'))
    .flatMap((path) => sourcesIn(path));
}

function sourcesIn(path: string): StatementSource[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(folder, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const sources: StatementSource[] = [];
  const visit = (node: ts.Node): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    const place = `src/postgres/${path}:${line + 1}`;
    const whole = ts.isStringLiteralLike(node) && WHOLE.test(node.text) ? node.text : null;
    sources.push(...patternsOf(node, file).map((looksLike) => ({ place, looksLike, whole })));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return sources;
}

function patternsOf(node: ts.Node, file: ts.SourceFile): RegExp[] {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const beginning = BUILDERS.get(node.expression.name.text);
    const [table] = node.arguments;
    if (beginning === undefined || !table) return [];
    return tablesOf(table, file).map((name) => new RegExp(`^${beginning} "${name}"`));
  }
  const parts = partsOf(node);
  if (!parts || !SQL.test(parts.join(' '))) return [];
  return [new RegExp(parts.map((part) => escaped(normalised(part))).join('.*'))];
}

/** The literal parts of a text, between what is put into it. */
function partsOf(node: ts.Node): string[] | null {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
}

/** The table of a builder's call, or every one that its parameter can name. */
function tablesOf(argument: ts.Expression, file: ts.SourceFile): string[] {
  if (ts.isStringLiteral(argument)) return [argument.text.split(' ')[0] ?? ''];
  const named = file.statements.filter(ts.isTypeAliasDeclaration).flatMap(({ type }) => literalsOf(type));
  if (named.length === 0) throw new Error(`${file.fileName}: which tables does ${argument.getText()} name?`);
  return named;
}

function literalsOf(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literalsOf);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** A statement in one line, so that two of them differ by more than by how they are laid out. */
export function normalised(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
