/** Names the directory and the way out where the embedded engine meets damaged files. */

import { StoreUnavailable } from '../../service/ports.js';
import { codeOf, toStoreError } from '../connection/store-failure.js';
import { engineFolder } from './data-directory.js';

/** Damaged pages and indexes, missing files, failed reads and writes, and contradictions within the catalogue. */
const DAMAGE = /^(XX...|58...)$/;

/** Explains errors of the engine in a directory: damage by its name and the way out, any other as `toStoreError` does. */
export function explainEngineErrors(directory: string): (error: unknown) => unknown {
  return (error) =>
    isDamage(error) ? new StoreUnavailable(damaged(directory), { cause: error }) : toStoreError(error);
}

export function damaged(directory: string): string {
  return (
    `DATA_DIR ${directory} is damaged: the embedded store in ${engineFolder(directory)} cannot be read. ` +
    'Restore it from a backup, or move it away to start with an empty store.'
  );
}

/** Damage can also crash the engine, which runs as WebAssembly. */
function isDamage(error: unknown): boolean {
  return DAMAGE.test(codeOf(error)) || (error instanceof Error && error.name === 'RuntimeError');
}
