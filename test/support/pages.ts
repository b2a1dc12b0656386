import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project. */
export const root = join(import.meta.dirname, '../..');

/** A page's text. @param path from the folder of the project */
export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The paths of a folder's pages. */
export function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));
}
