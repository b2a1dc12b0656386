/** Finds the test files that have something in common, for the projects of Vitest. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of a test file, from the root of the repository. */
type TestFile = string;

export const testFiles: readonly TestFile[] = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name));

/** A replaced module stays replaced for the rest of its process, and a budget counts all work of its process. */
export function needsOwnProcess(file: TestFile): boolean {
  return file.startsWith(join('test', 'budget')) || textOf(file).includes('vi.mock(');
}

const GATEWAY = join('test', 'support', 'gateway.ts');

/** Only a gateway executes documents in the way that its project provides. */
export function executesDocuments(file: TestFile): boolean {
  return file.startsWith(join('test', 'graphql')) && withImports(file).has(GATEWAY);
}

/** Neither a store, nor another process, nor anything else that the global set-up starts. */
export function needsNoSetUp(file: TestFile): boolean {
  return [...withImports(file)].every((each) => !NEEDS_SET_UP.test(textOf(each)));
}

/** Values that the global set-up provides, processes, and the embedded engine, which is slow to start. */
const NEEDS_SET_UP = /\binject\(|'node:child_process'|\/data-directory\.js'|\bopenEmbeddedStore\b|\bPGlite\b/;

/** A test file, and the files under `test` that it imports, directly or through others. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of textOf(file).matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)) {
    const imported = join(dirname(file), `${path}.ts`);
    if (imported.startsWith('test') && existsSync(imported)) withImports(imported, found);
  }
  return found;
}

const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}
