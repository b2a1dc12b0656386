/** Looks whether this account may use every file of the embedded store. */

import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UnusableDataDirectory } from './data-directory.js';
import { codeOf } from '../connection/store-failure.js';

const ANY_READ = 0o444;
const ANY_WRITE = 0o222;

/**
 * The engine reports a file that it may not open as damage. It also looks at the mode itself, so that the superuser may
 * not open a file either whose mode lets no account do so.
 * @param folder lies within the directory, or is the directory
 * @throws UnusableDataDirectory
 */
export async function requireRights(folder: string, directory: string): Promise<void> {
  await requireRightsTo(folder, directory);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await requireRights(path, directory);
    else await requireRightsTo(path, directory);
  }
}

/** @throws UnusableDataDirectory */
export async function requireRightsTo(path: string, directory: string): Promise<void> {
  const stats = await stat(path);
  const isListed = (stats.mode & ANY_READ) !== 0 && (stats.mode & ANY_WRITE) !== 0;
  if (isListed && (await isAccessible(path, stats.isDirectory()))) return;
  throw new UnusableDataDirectory(
    `DATA_DIR ${directory} cannot be used: ${path} may not be read and written (mode ${(stats.mode & 0o777).toString(8)}). ` +
      'Run chmod -R u+rwX on the directory, as its owner.',
  );
}

async function isAccessible(path: string, isDirectory: boolean): Promise<boolean> {
  const { R_OK, W_OK, X_OK } = constants;
  try {
    await access(path, isDirectory ? R_OK | W_OK | X_OK : R_OK | W_OK);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return false;
    throw error;
  }
}
