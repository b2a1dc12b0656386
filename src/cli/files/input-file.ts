/** The bytes of a file to import, or of standard input, which is kept in a temporary file to be read twice. */

import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandFailed } from '../context.js';

/** A file that can be read more than once. */
export interface InputFile {
  /** Its name in messages. */
  readonly name: string;
  /** Where its refused lines go, beside it. */
  readonly refusedPath: string;
  readonly bytes: number;
  /** Reads it from its beginning, unpacked where it is a gzip file. */
  read(onBytes?: (bytes: number) => void): AsyncIterable<Buffer>;
  /** Removes what was kept of standard input. */
  close(): Promise<void>;
}

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * @param path `-` for standard input
 * @throws CommandFailed for a file that cannot be read
 */
export async function openInput(path: string, input: Readable): Promise<InputFile> {
  if (path !== '-') return openFile(path, { name: path, refusedPath: refusedPathOf(path) });
  const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-import-'));
  const file = join(folder, 'input');
  // Only this account may read it: it holds phone numbers.
  await writeFile(file, input, { mode: 0o600 });
  const opened = await openFile(file, { name: 'standard input', refusedPath: 'stdin.refused.csv' });
  return { ...opened, close: () => rm(folder, { recursive: true, force: true }) };
}

/** customers.csv.gz → customers.refused.csv */
function refusedPathOf(path: string): string {
  const [, base = path, extension = '.csv'] =
    /^(.+?)(\.(?:csv|tsv|txt|jsonl|ndjson))?(?:\.gz)?$/i.exec(path) ?? [];
  return `${base}.refused${extension}`;
}

async function openFile(path: string, names: Pick<InputFile, 'name' | 'refusedPath'>): Promise<InputFile> {
  const { size, isGzip } = await inspect(path).catch((error: unknown) => {
    throw new CommandFailed(`${path} cannot be read: ${reasonOf(error)}`);
  });
  return {
    ...names,
    bytes: size,
    read: (onBytes) => readBytes(path, isGzip, onBytes),
    close: () => Promise.resolve(),
  };
}

async function inspect(path: string): Promise<{ size: number; isGzip: boolean }> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error('it is no file. Write - to read standard input');
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return { size: stats.size, isGzip: buffer.equals(GZIP) };
  } finally {
    await file.close();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EACCES') return 'this account may not read it.';
  return `${error.message}.`;
}

async function* readBytes(
  path: string,
  isGzip: boolean,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncIterable<Buffer> {
  const raw = createReadStream(path);
  raw.on('data', (chunk) => {
    onBytes(chunk.length);
  });
  const stream = isGzip ? pipeline(raw, createGunzip(), () => undefined) : raw;
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw new CommandFailed(`${path} cannot be read to its end: ${reasonOf(error)}`);
  } finally {
    raw.destroy();
  }
}
