import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** The items of OWASP ASVS 5.0 that concern a gateway such as this one. */
const ITEMS =
  `1.1.1 1.2.4 1.3.6 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1 4.1.1 4.1.3 4.1.4 4.2.1 4.3.1
  4.3.2 6.2.8 6.3.1 6.3.2 6.3.4 6.3.8 8.1.1 8.2.1 8.2.2 8.2.3 8.3.1 8.3.2 8.3.3 8.4.1 9.1.1 9.1.2 9.1.3 9.2.1 9.2.2
  9.2.3 10.3.1 10.3.2 10.3.3 11.2.4 11.4.2 11.5.1 13.1.3 13.2.1 13.2.2 13.2.4 13.2.6 13.4.2 13.4.4 13.4.5 13.4.6
  14.2.1 14.2.4 14.3.2 15.1.2 15.2.2 15.2.3 15.2.4 15.3.1 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.4.1 15.4.2 16.2.1
  16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.5.1 16.5.2 16.5.3 16.5.4`.split(/\s+/);
const SHORTEST_REASON = 40;

interface Row {
  readonly item: string;
  readonly proof: string;
}

const rows = readFileSync(join(root, 'docs/security.md'), 'utf8')
  .split('\n')
  .flatMap((line): Row[] => {
    const [, item, , proof = ''] = line.split('|').map((cell) => cell.trim());
    return item !== undefined && /^\d+\.\d+\.\d+$/.test(item) ? [{ item, proof }] : [];
  });

/** Tests as the table names them: a file, and the whole title of a test or of a group in it. */
function testsIn(proof: string): { file: string; title: string }[] {
  return [...proof.matchAll(/`(test\/[^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
}

const TEST = /^(?:it|describe\w*)\b(?!\.(?:skip|todo|fails)\b)/;
/** A place of a title that a case fills in. */
const PLACEHOLDER = /%[sdijo]|\$[\w.]+/;

/**
 * The whole titles of the tests and groups of a file that are run, each behind those of its groups, and with each text of
 * its table of cases in place of the first placeholder: a test that is skipped proves nothing.
 */
function readTitles(file: string): ReadonlySet<string> {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const titles: string[] = [];
  const visit = (node: ts.Node, groups: string): void => {
    if (!ts.isCallExpression(node) || !/^(?:it|describe\w*)\b/.test(node.expression.getText())) {
      ts.forEachChild(node, (child) => {
        visit(child, groups);
      });
      return;
    }
    const first = node.arguments[0];
    const body = node.arguments.at(-1);
    if (!first || !body || !ts.isStringLiteralLike(first) || !TEST.test(node.expression.getText())) return;
    titles.push(groups + first.text);
    for (const text of casesOf(node)) titles.push(groups + first.text.replace(PLACEHOLDER, () => text));
    visit(body, `${groups}${first.text} › `);
  };
  visit(source, '');
  return new Set(titles);
}

const titlesOf = new Map<string, ReadonlySet<string>>();

/** Most files prove several requirements, and are read once. */
function titlesIn(file: string): ReadonlySet<string> {
  const titles = titlesOf.get(file) ?? readTitles(file);
  titlesOf.set(file, titles);
  return titles;
}

/** The texts in the table of cases of a test or a group. */
function casesOf({ expression }: ts.CallExpression): string[] {
  return ts.isCallExpression(expression) ? expression.arguments.flatMap(textsIn) : [];
}

function textsIn(table: ts.Node): string[] {
  if (ts.isStringLiteralLike(table)) return [table.text];
  const texts: string[] = [];
  ts.forEachChild(table, (node) => void texts.push(...textsIn(node)));
  return texts;
}

describe('docs/security.md', () => {
  it('has a row for every item, in their order', () => {
    expect(rows.map(({ item }) => item)).toEqual(ITEMS);
  });

  it.each(rows)('names tests that exist, or a reason, for $item', ({ proof }) => {
    const tests = testsIn(proof);
    expect(tests, 'each title stands behind the path of its file').toHaveLength(proof.split('“').length - 1);
    for (const { file, title } of tests) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(title).not.toMatch(/\b(?:whoever|whatever|nobody)\b/i);
      expect([...titlesIn(file)], `${file} runs no test called “${title}”`).toContain(title);
    }
    if (tests.length === 0) {
      expect(proof).toMatch(/^No test: /);
      expect(proof.length).toBeGreaterThan(SHORTEST_REASON);
    }
  });
});
