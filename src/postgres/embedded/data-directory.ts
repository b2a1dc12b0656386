/** Makes the data directory, for this account alone. */

import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../connection/store-failure.js';

/** The directory cannot be used; the message names it and the way out. */
export class UnusableDataDirectory extends Error {
  override readonly name = 'UnusableDataDirectory';
}

const OTHER_ACCOUNTS = 0o077;

/**
 * Makes the directory, and keeps it from other accounts of the machine: it holds emails and hashes of passwords.
 * @param warn receives what could not be changed
 * @throws UnusableDataDirectory
 */
export async function prepareDataDirectory(directory: string, warn: (text: string) => void): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // To fail with the reason where it cannot be read: a lock file would fail with the same, but not say of what.
    await readdir(directory);
  } catch (error) {
    throw new UnusableDataDirectory(explain(error, directory), { cause: error });
  }
  await closeToOthers(directory, warn);
}

async function closeToOthers(directory: string, warn: (text: string) => void): Promise<void> {
  const { mode } = await stat(directory);
  if ((mode & OTHER_ACCOUNTS) === 0) return;
  try {
    await chmod(directory, mode & 0o7700);
  } catch (error) {
    if (!['EPERM', 'EROFS', 'EACCES'].includes(codeOf(error))) throw error;
    const octal = (mode & 0o777).toString(8);
    warn(
      `DATA_DIR ${directory} is open to other accounts of this machine (mode ${octal}), and this account may not change that: have its owner run chmod 700`,
    );
  }
}

const explanations: Readonly<Record<string, string>> = {
  EACCES:
    'this account may not use it. Give it to the account that runs the gateway, or set DATA_DIR to another directory.',
  EPERM:
    'this account may not use it. Give it to the account that runs the gateway, or set DATA_DIR to another directory.',
  EROFS:
    'its file system is read-only. Mount a volume that can be written, or set DATA_DIR to another directory.',
  ENOTDIR: 'a part of that path is a file. Set DATA_DIR to a directory.',
  EEXIST: 'it is a file. Set DATA_DIR to a directory.',
  ENOSPC: 'its file system is full. Make room, or set DATA_DIR to another directory.',
  EDQUOT: 'the quota of this account is used up. Make room, or set DATA_DIR to another directory.',
  ENAMETOOLONG: 'its name is too long. Set DATA_DIR to a shorter one.',
  ELOOP: 'its symbolic links lead in a circle. Set DATA_DIR to a directory.',
};

/** What the system says of a directory, as the operator has to hear it. */
export function explain(error: unknown, directory: string): string {
  const reason = explanations[codeOf(error)] ?? 'set DATA_DIR to a directory that this account may write.';
  return `DATA_DIR ${directory} cannot be used: ${reason}`;
}

/** The folder of the engine within the data directory. */
export function engineFolder(directory: string): string {
  return join(directory, 'postgres');
}
