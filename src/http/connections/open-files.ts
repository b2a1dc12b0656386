/** Fits the connections into the files that may be open. */

import { readFileSync } from 'node:fs';

/** Files for the store, the log and the process itself. */
const RESERVED_FILES = 128;

/** The maximum number of client connections. */
export interface ConnectionBound {
  readonly most: number;
  /** The process's limit of open files, when it is too low for the configured connections. */
  readonly tooFewFiles: number | null;
}

/**
 * Fits the connections of clients into the files that the process may open: beyond, it could not connect to the store
 * either.
 * @param poolSize connections to the store
 */
export function boundConnections(
  wanted: number,
  poolSize: number,
  openFiles = readOpenFileLimit(),
): ConnectionBound {
  const fitting = Math.max(1, openFiles - RESERVED_FILES - poolSize);
  return fitting < wanted ? { most: fitting, tooFewFiles: openFiles } : { most: wanted, tooFewFiles: null };
}

/** The limit from Linux's /proc, unknown elsewhere. Node has raised it to the hard limit before. */
export function readOpenFileLimit(): number {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
