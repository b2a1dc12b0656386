/** Fits the connections into the files that may be open. */

import { readFileSync } from 'node:fs';

/** For the store, the log, and what the process itself has open. */
const RESERVED_FILES = 128;

/** How many connections clients may have at once. */
export interface ConnectionBound {
  readonly most: number;
  /** How many files the process may open, where that is too few for the connections that were set. */
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

/** The limit as Linux shows it; none is known elsewhere. Node has raised it to the hard limit by then. */
function readOpenFileLimit(): number {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
