import { PGlite } from '@electric-sql/pglite';
import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import type { StatementObserver } from '../../src/postgres/connection/guarded-pool.js';
import { openEngine, type Store } from '../../src/postgres/store.js';

/** An embedded store in memory, its schema up to date and nothing in it: a copy of the one the run began with. */
export async function openMemoryStore(observe?: StatementObserver): Promise<Store> {
  const image = new Blob([await readFile(inject('embeddedImage'))]);
  const engine = await PGlite.create({ loadDataDir: image });
  return openEngine(engine, { observe });
}
