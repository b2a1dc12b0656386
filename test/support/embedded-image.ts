import { PGlite } from '@electric-sql/pglite';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../src/postgres/store.js';

/** A file with the image of a freshly migrated embedded store: copying one is ten times as fast as making one. */
export interface EmbeddedImage {
  readonly file: string;
  remove(): Promise<void>;
}

export async function createEmbeddedImage(): Promise<EmbeddedImage> {
  const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-image-'));
  const file = join(folder, 'image.tar');
  const engine = await PGlite.create();
  const store = await openEngine(engine);
  const image = await engine.dumpDataDir('none');
  await writeFile(file, Buffer.from(await image.arrayBuffer()));
  await store.close();
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
