import { DefaultQueryExecutor } from 'kysely';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
const EXECUTE = ['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow', 'stream'];

/** Every place in src/postgres, as file and line, that has the query builder execute a statement. */
export function executionPlaces(): string[] {
  return readdirSync(join(root, 'src', 'postgres'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('migrat'))
    .flatMap((path) => placesIn(`src/postgres/${path}`));
}

function placesIn(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const places: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      // A transaction executes what is within it.
      if (EXECUTE.includes(name.text) && !expression.getText().includes('.transaction()')) {
        places.push(`${path}:${file.getLineAndCharacterOfPosition(name.getStart()).line + 1}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return places;
}

/** Runs something, and returns the places in src/postgres that had a statement executed meanwhile. */
export async function executedPlaces(run: () => Promise<void>): Promise<ReadonlySet<string>> {
  const places = new Set<string>();
  const { executeQuery } = DefaultQueryExecutor.prototype;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  DefaultQueryExecutor.prototype.executeQuery = function (query) {
    for (const [place] of new Error().stack?.matchAll(/src\/postgres\/[^\s:)]+:\d+/g) ?? [])
      places.add(place);
    return executeQuery.call(this, query) as never;
  };
  await run().finally(() => {
    DefaultQueryExecutor.prototype.executeQuery = executeQuery;
    Error.stackTraceLimit = stackTraceLimit;
  });
  return places;
}
