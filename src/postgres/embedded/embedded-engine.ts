/** Creates and opens the embedded engine's data. */

import { PGlite } from '@electric-sql/pglite';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asUnusable, closeToOthers, engineFolder, UnusableDataDirectory } from './data-directory.js';
import { damaged } from './engine-damage.js';
import { requireRights, requireRightsTo } from './file-rights.js';
import { codeOf } from '../connection/store-failure.js';

/** The PostgreSQL within PGlite, as the engine writes it into PG_VERSION. */
export const ENGINE_VERSION = '18';

/**
 * Opens the engine on a data directory that is locked already, creating its data the first time. A creation that was
 * cut short is begun anew.
 * @param warn receives what could not be closed to other accounts
 * @throws UnusableDataDirectory
 */
export async function openEngineIn(directory: string, warn: (text: string) => void): Promise<PGlite> {
  const folder = engineFolder(directory);
  const marker = join(directory, 'postgres.creating');
  try {
    await requireRightsTo(directory, directory);
    if (await isThere(marker)) await rm(folder, { recursive: true, force: true });
    const isNew = (await entriesOf(folder)).length === 0;
    if (!isNew) return await openExisting(directory, warn);
    await writeFile(marker, '', { flush: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await closeToOthers(folder, warn);
    const engine = await PGlite.create(folder);
    await rm(marker);
    return engine;
  } catch (error) {
    throw asUnusable(error, directory);
  }
}

async function openExisting(directory: string, warn: (text: string) => void): Promise<PGlite> {
  const folder = engineFolder(directory);
  await requireRights(folder, directory);
  // Without this file the engine would take the folder for an empty one, and write a new store over it.
  const version = (await readIfThere(join(folder, 'PG_VERSION')))?.trim();
  if (version === ENGINE_VERSION) {
    await closeToOthers(folder, warn);
    try {
      return await PGlite.create(folder);
    } catch (error) {
      throw new UnusableDataDirectory(damaged(directory), { cause: error });
    }
  }
  if (version === undefined || !/^\d+$/.test(version)) throw new UnusableDataDirectory(damaged(directory));
  throw new UnusableDataDirectory(
    `DATA_DIR ${directory} holds data of PostgreSQL ${version}, and this gateway embeds PostgreSQL ${ENGINE_VERSION}. ` +
      'Start the version of the gateway that wrote it, or set DATA_DIR to another directory.',
  );
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

/** The text of a file; undefined where there is none. */
async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'EISDIR'].includes(codeOf(error))) return undefined;
    throw error;
  });
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
}
