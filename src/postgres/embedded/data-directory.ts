/** Makes the data directory, for this account alone. */

import { access, chmod, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from '../connection/store-failure.js';

/** The directory cannot be used; the message names it and the way out. */
export class UnusableDataDirectory extends Error {
  override readonly name = 'UnusableDataDirectory';
}

const OTHER_ACCOUNTS = 0o077;
const STICKY = 0o1000;
/** The folders that we make in a data directory, and the one that a file system begins with. */
const OWN_FOLDERS = ['postgres', 'lost+found'];

type Warn = (text: string) => void;

/**
 * Makes the directory, and keeps it from other accounts of the machine: it holds emails and hashes of passwords. A
 * directory that others need, such as `/` or `/tmp`, stays as it is; the folder of the engine is closed in any case.
 * @param warn receives what was not changed
 * @throws UnusableDataDirectory
 */
export async function prepareDataDirectory(directory: string, warn: Warn): Promise<void> {
  try {
    await makeDirectory(resolve(directory));
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if (await isShared(directory)) await warnOfSharing(directory, warn);
    else await closeToOthers(directory, warn);
  } catch (error) {
    throw asUnusable(error, directory);
  }
}

/** Node's own recursive mkdir never ends where a parent exists and takes no directories, such as /proc. */
async function makeDirectory(directory: string): Promise<void> {
  const mode = 0o700;
  try {
    await mkdir(directory, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(directory)).isDirectory()) return;
    const parent = dirname(directory);
    if (codeOf(error) !== 'ENOENT' || parent === directory || (await isDirectory(parent))) throw error;
    await makeDirectory(parent);
    await mkdir(directory, { mode });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() ?? false;
}

/** What the file system says, in the words of the setting; an error of another origin stays. */
export function asUnusable(error: unknown, directory: string): unknown {
  if (error instanceof UnusableDataDirectory || codeOf(error) === '') return error;
  return new UnusableDataDirectory(explain(error, directory), { cause: error });
}

/** Whether the directory holds folders of others, or is a place where every account makes files. */
async function isShared(directory: string): Promise<boolean> {
  if (((await stat(directory)).mode & STICKY) !== 0) return true;
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.some((entry) => entry.isDirectory() && !OWN_FOLDERS.includes(entry.name));
}

async function warnOfSharing(directory: string, warn: Warn): Promise<void> {
  const { mode } = await stat(directory);
  if ((mode & OTHER_ACCOUNTS) === 0) return;
  warn(
    `DATA_DIR ${directory} holds folders of others, and stays open to other accounts of this machine (mode ${octal(mode)}); only its folder postgres is closed to them. Set DATA_DIR to a directory of its own`,
  );
}

/** Closes a folder to other accounts, or warns where this account may not do so. */
export async function closeToOthers(folder: string, warn: Warn): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & OTHER_ACCOUNTS) === 0) return;
  try {
    await chmod(folder, mode & 0o7700);
  } catch (error) {
    if (!['EPERM', 'EROFS', 'EACCES'].includes(codeOf(error))) throw error;
    warn(
      `DATA_DIR ${folder} is open to other accounts of this machine (mode ${octal(mode)}), and this account may not change that: have its owner run chmod 700`,
    );
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8);
}

const explanations: Readonly<Record<string, string>> = {
  EACCES:
    'this account may not use it. Give it to the account that runs the gateway, or set DATA_DIR to another directory.',
  EPERM:
    'this account may not use it. Give it to the account that runs the gateway, or set DATA_DIR to another directory.',
  EROFS:
    'its file system is read-only. Mount a volume that can be written, or set DATA_DIR to another directory.',
  EISDIR:
    'a directory is in the place of one of its files. Restore it from a backup, or set DATA_DIR to another directory.',
  ENOENT:
    'a part of that path is a symbolic link to nothing, or takes no directories. Set DATA_DIR to another directory.',
  ENOTDIR: 'a part of that path is a file. Set DATA_DIR to a directory.',
  EEXIST: 'it is a file. Set DATA_DIR to a directory.',
  ENOSPC: 'its file system is full. Make room, or set DATA_DIR to another directory.',
  EDQUOT: 'the quota of this account is used up. Make room, or set DATA_DIR to another directory.',
  ENAMETOOLONG: 'its name is too long. Set DATA_DIR to a shorter one.',
  ELOOP: 'its symbolic links lead in a circle. Set DATA_DIR to a directory.',
};

/** The operator's message for an error of the system about a directory. */
function explain(error: unknown, directory: string): string {
  const reason = explanations[codeOf(error)] ?? 'set DATA_DIR to a directory that this account may write.';
  return `DATA_DIR ${directory} cannot be used: ${reason}`;
}

/** The folder of the engine within the data directory. */
export function engineFolder(directory: string): string {
  return join(directory, 'postgres');
}
