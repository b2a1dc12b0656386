import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../../src/postgres/store.js';

const TABLES = ['organisation', 'pg_class', 'pg_proc', 'migration'] as const;
type Table = (typeof TABLES)[number];

let folder: string;
let sound: string;
let directory: string;
/** Where the tables are, relative to the engine's folder. */
let paths: Record<Table, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-damaged-'));
  sound = join(folder, 'sound');
  const store = await openEmbeddedStore(sound);
  const located = await sql<Record<Table, string>>`
    select ${sql.join(TABLES.map((table) => sql`pg_relation_filepath(${table}) as ${sql.ref(table)}`))}`.execute(
    store.db,
  );
  paths = located.rows[0]!;
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  directory = await mkdtemp(join(folder, 'data-'));
});

const fileOf = (table: Table) => join(directory, 'postgres', paths[table]);
const named = () =>
  `DATA_DIR ${directory} is damaged: the embedded store in ${join(directory, 'postgres')} cannot be read.`;

describe('an embedded store with a damaged table', () => {
  beforeEach(() => cp(sound, directory, { recursive: true }));

  it.each([
    ['the migrations overwritten', 'migration', 'overwritten'],
    ['the migrations missing', 'migration', 'missing'],
    ['a catalogue overwritten', 'pg_class', 'overwritten'],
    ['a catalogue empty', 'pg_class', 'empty'],
    ['a catalogue missing', 'pg_proc', 'missing'],
  ] as const)('is refused with %s, naming the directory and the way out', async (_, table, damage) => {
    if (damage === 'missing') await rm(fileOf(table));
    else await writeFile(fileOf(table), damage === 'empty' ? '' : Buffer.alloc(8192, 0x5a));
    const opening = openEmbeddedStore(directory);
    await expect(opening).rejects.toThrow(named());
    await expect(opening).rejects.toThrow('Restore it from a backup');
  });

  it.each(['overwritten', 'missing'])(
    'names the directory and the way out also when the table that is %s is first read later',
    async (damage) => {
      if (damage === 'missing') await rm(fileOf('organisation'));
      else await writeFile(fileOf('organisation'), Buffer.alloc(8192, 0x5a));
      const opening = openEmbeddedStore(directory);
      const reading = opening.then((store) =>
        store.db
          .selectFrom('organisation')
          .selectAll()
          .execute()
          .finally(() => store.close()),
      );
      await expect(reading).rejects.toThrow(named());
      await expect(reading).rejects.toThrow('Restore it from a backup');
    },
  );
});

/** Makes a few of the store's files, which are looked at before the engine reads them. */
async function makeSomeFiles(): Promise<void> {
  for (const path of ['PG_VERSION', paths.organisation, paths.pg_class]) {
    await cp(join(sound, 'postgres', path), join(directory, 'postgres', path), { recursive: true });
  }
}

describe('an embedded store without the rights to its files', () => {
  beforeEach(makeSomeFiles);

  it.each([
    ['its directory', () => directory, 0o500],
    ['the folder of its engine', () => join(directory, 'postgres'), 0o500],
    ['a table', () => fileOf('organisation'), 0o400],
    ['a catalogue', () => fileOf('pg_class'), 0o200],
  ])(
    'is refused without those to %s, even to the superuser, and not called damaged',
    async (_, path, mode) => {
      await chmod(path(), mode);
      const opening = openEmbeddedStore(directory);
      await expect(opening).rejects.toThrow(
        `DATA_DIR ${directory} cannot be used: ${path()} may not be read and written (mode ${mode.toString(8)}). ` +
          'Run chmod -R u+rwX on the directory, as its owner.',
      );
    },
  );
});

describe('an embedded store with something else in place of a file', () => {
  beforeEach(makeSomeFiles);

  it.each([
    ['a directory', (lock: string) => mkdir(lock)],
    ['a link to nothing', (lock: string) => symlink(join(folder, 'nothing'), lock)],
    ['a long text', (lock: string) => writeFile(lock, 'x'.repeat(1_000_000))],
  ])('is refused with %s in place of its lock, naming it and the way out', async (_, make) => {
    const lock = join(directory, 'gateway.lock');
    await make(lock);
    await expect(openEmbeddedStore(directory)).rejects.toThrow(
      `Lock file ${lock} has no valid content. If no gateway uses ${directory}, delete it.`,
    );
  });

  it('is refused with a directory in place of the file of its version, naming its own', async () => {
    const version = join(directory, 'postgres', 'PG_VERSION');
    await rm(version);
    await mkdir(version);
    await expect(openEmbeddedStore(directory)).rejects.toThrow(named());
  });
});
