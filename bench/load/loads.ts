import type { Walk } from '../store/walk.js';

/** A kind of load. */
export interface Load {
  readonly name: string;
  /** Customers of a mutation. */
  readonly size: number;
  readonly connections: number;
}

export const BULK: Load = { name: 'BULK', size: 100, connections: 8 };
export const SINGLE: Load = { name: 'SINGLE', size: 1, connections: 64 };

/** The gateway's default: every contender with a pool has one of this size. */
export const POOL_SIZE = 10;

/** What its connections start with, and those of all who send its statements: no plan reads a table from end to end. */
export const CONNECTION_OPTIONS = '-c enable_seqscan=off';

export function walkOf(load: Pick<Load, 'size'>, data: Pick<Walk, 'customers' | 'promotions'>): Walk {
  return { ...data, size: load.size };
}
