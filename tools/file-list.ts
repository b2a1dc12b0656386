import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

const OPENING = `# The files of src

What each file is about, by folder: the first sentence of its first docblock. \`npm run files\` writes this page, and a
test compares it with the code. [ARCHITECTURE.md](../ARCHITECTURE.md) says how the folders work together.
`;

/** The page that lists every file of a source folder with the first sentence of its first docblock. */
export function fileList(root: string): string {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort(byFolder);
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = posix.join('src', posix.dirname(path));
    const line = `- \`${posix.basename(path)}\`: ${firstSentence(readFileSync(join(root, path), 'utf8'), path)}`;
    folders.set(folder, [...(folders.get(folder) ?? []), line]);
  }
  const sections = [...folders].map(([folder, lines]) => `## ${folder}\n\n${lines.join('\n')}\n`);
  return [OPENING, ...sections].join('\n');
}

/** Folders in alphabetical order, a folder's own files before those of the folders in it. */
function byFolder(a: string, b: string): number {
  const [folderA, folderB] = [posix.dirname(a), posix.dirname(b)];
  return compare(folderA === '.' ? '' : folderA, folderB === '.' ? '' : folderB) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** @throws Error where the file has no docblock */
function firstSentence(text: string, path: string): string {
  const comments = docblocks(text);
  const [first] = comments;
  if (first === undefined) throw new Error(`src/${path} has no docblock that says what it is about`);
  const prose = first
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .join(' ')
    .trim();
  const [sentence = prose] = /^.*?[.:](?=\s|$)/.exec(prose.split(/\s@/)[0] ?? prose) ?? [prose];
  return sentence.replace(/[.:]$/, '');
}

/** The docblocks of a file, in order, those inside of declarations included. */
function docblocks(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const found: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.MultiLineCommentTrivia && scanner.getTokenText().startsWith('/**')) {
      found.push(scanner.getTokenText());
    }
  }
  return found;
}
