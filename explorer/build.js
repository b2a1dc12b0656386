/**
 * Builds the page at /graphiql into dist/graphiql, with every file compressed ahead; does nothing where all it is
 * made of is as it was at the last build.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const source = import.meta.dirname;
const root = join(source, '..');
const built = join(root, 'dist/graphiql');
/** Inside the folder that it vouches for, so that deleting the folder deletes the stamp. */
const stampFile = join(built, '.stamp');

/** Beyond this quality brotli takes much longer and gains little. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

const stamp = fingerprint();
if (stamp !== lastStamp()) {
  await build({ configFile: join(source, 'vite.config.ts') });
  compress();
  writeFileSync(stampFile, stamp);
}

/** The page's own files, and the packages by the lock file. */
function fingerprint() {
  const hash = createHash('sha256');
  const own = readdirSync(source).map((name) => join(source, name));
  for (const file of [...own, join(root, 'package-lock.json')]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function lastStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
}

/** Beside each file the .br and .gz that browsers ask for. */
function compress() {
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(content, BROTLI));
    writeFileSync(`${file}.gz`, gzipSync(content));
  }
}
