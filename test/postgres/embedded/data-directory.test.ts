import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareDataDirectory } from '../../../src/postgres/embedded/data-directory.js';
import { ENGINE_VERSION, openEngineIn } from '../../../src/postgres/embedded/embedded-engine.js';

const fileSystem = vi.hoisted(() => ({ refusal: '' }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const refuse = () => Promise.reject(Object.assign(new Error('refused'), { code: fileSystem.refusal }));
  return {
    ...original,
    chmod: (...given: Parameters<typeof original.chmod>) =>
      fileSystem.refusal === 'EPERM' ? refuse() : original.chmod(...given),
    access: (...given: Parameters<typeof original.access>) =>
      fileSystem.refusal === 'EACCES' ? refuse() : original.access(...given),
    mkdir: (...given: Parameters<typeof original.mkdir>) =>
      fileSystem.refusal === 'EROFS' ? refuse() : original.mkdir(...given),
  };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-data-directory-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  fileSystem.refusal = '';
});

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const noWarning = (text: string) => expect.unreachable(text);

describe('a data directory', () => {
  it('is made for this account alone', async () => {
    const directory = join(folder, 'new', 'data');
    await prepareDataDirectory(directory, noWarning);
    expect(await modeOf(directory)).toBe('700');
  });

  it('is refused, and not tried for ever, below a directory that takes none', async () => {
    await expect(prepareDataDirectory('/proc/data', noWarning)).rejects.toThrow(
      /^DATA_DIR \/proc\/data cannot be used: /,
    );
  });

  it('that is there already is closed to other accounts', async () => {
    const directory = join(folder, 'open');
    await mkdir(directory);
    await chmod(directory, 0o755);
    await prepareDataDirectory(directory, noWarning);
    expect(await modeOf(directory)).toBe('700');
  });

  it('that another account owns is warned of, and used', async () => {
    const directory = join(folder, 'foreign');
    await mkdir(directory);
    await chmod(directory, 0o775);
    fileSystem.refusal = 'EPERM';
    const warnings: string[] = [];
    await prepareDataDirectory(directory, (text) => warnings.push(text));
    expect(warnings).toEqual([expect.stringMatching(/DATA_DIR .*foreign is open .*mode 775.* chmod 700/)]);
  });

  it.each([
    ['a folder of others', 0o755],
    ['the sticky bit, as /tmp has it', 0o1777],
  ])('with %s stays open, and is warned of', async (about, mode) => {
    const directory = await mkdtemp(join(folder, 'shared-'));
    if (about === 'a folder of others') await mkdir(join(directory, 'etc'));
    await chmod(directory, mode);
    const warnings: string[] = [];
    await prepareDataDirectory(directory, (text) => warnings.push(text));
    expect(await modeOf(directory)).toBe((mode & 0o777).toString(8));
    expect(warnings).toEqual([expect.stringMatching(/^DATA_DIR .* stays open .* of its own$/)]);
  });

  it('that holds files, our own folders and that of a file system is closed', async () => {
    const directory = await mkdtemp(join(folder, 'own-'));
    await mkdir(join(directory, 'postgres'));
    await mkdir(join(directory, 'lost+found'));
    await writeFile(join(directory, 'gateway.lock'), '');
    await chmod(directory, 0o755);
    await prepareDataDirectory(directory, noWarning);
    expect(await modeOf(directory)).toBe('700');
  });

  it('that is a link is closed where it leads, and refused where it leads to nothing', async () => {
    const target = await mkdtemp(join(folder, 'target-'));
    await chmod(target, 0o755);
    await symlink(target, join(folder, 'link'));
    await prepareDataDirectory(join(folder, 'link'), noWarning);
    expect(await modeOf(target)).toBe('700');
    await symlink(join(folder, 'nothing'), join(folder, 'dangling'));
    await expect(prepareDataDirectory(join(folder, 'dangling'), noWarning)).rejects.toThrow(
      /^DATA_DIR .*dangling cannot be used: .* symbolic link to nothing/,
    );
  });

  it.each([
    ['EACCES', /this account may not use it/],
    ['EROFS', /read-only/],
  ])('that fails with %s is refused by the name of its setting', async (code, reason) => {
    fileSystem.refusal = code;
    const refused = prepareDataDirectory(join(folder, 'refused'), noWarning);
    await expect(refused).rejects.toThrow(/^DATA_DIR .*refused cannot be used: /);
    await expect(refused).rejects.toThrow(reason);
  });

  it.each(['file', 'file/below'])('that is %s is refused by the name of its setting', async (path) => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareDataDirectory(join(folder, path), noWarning)).rejects.toThrow(
      /^DATA_DIR .* cannot be used: .* Set DATA_DIR to a directory/,
    );
  });
});

describe('the embedded store in a data directory', () => {
  let directory: string;
  beforeAll(async () => {
    directory = join(folder, 'store');
    await mkdir(directory);
    const engine = await openEngineIn(directory, noWarning);
    await engine.exec('create table kept as select 1 as one');
    await engine.close();
  });

  it('is of the version that is named in errors, and closed to other accounts', async () => {
    expect((await readFile(join(directory, 'postgres', 'PG_VERSION'), 'utf8')).trim()).toBe(ENGINE_VERSION);
    expect(await modeOf(join(directory, 'postgres'))).toBe('700');
  });

  it('is closed to other accounts also where its folder was open', async () => {
    await chmod(join(directory, 'postgres'), 0o777);
    await (await openEngineIn(directory, noWarning)).close();
    expect(await modeOf(join(directory, 'postgres'))).toBe('700');
  });

  it('is created anew when its creation was cut short', async () => {
    const half = join(folder, 'half');
    await mkdir(join(half, 'postgres'), { recursive: true });
    await writeFile(join(half, 'postgres', 'PG_VERSION'), ENGINE_VERSION);
    await writeFile(join(half, 'postgres.creating'), '');
    const engine = await openEngineIn(half, noWarning);
    expect((await engine.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await engine.close();
    await (await openEngineIn(half, noWarning)).close();
  });

  it('of another version is refused, naming both versions and the way out', async () => {
    const version = join(directory, 'postgres', 'PG_VERSION');
    await writeFile(version, '16\n');
    await expect(openEngineIn(directory, noWarning)).rejects.toThrow(
      `DATA_DIR ${directory} holds data of PostgreSQL 16, and this gateway embeds PostgreSQL ${ENGINE_VERSION}. Start the version`,
    );
    await writeFile(version, `${ENGINE_VERSION}\n`);
  });

  it('without the file of its version is refused, and not written over', async () => {
    const version = join(directory, 'postgres', 'PG_VERSION');
    await rm(version);
    await expect(openEngineIn(directory, noWarning)).rejects.toThrow(
      /is damaged: .* Restore it from a backup/,
    );
    await writeFile(version, `${ENGINE_VERSION}\n`);
    const engine = await openEngineIn(directory, noWarning);
    expect((await engine.query('select * from kept')).rows).toEqual([{ one: 1 }]);
    await engine.close();
  });

  it('that is damaged is refused, naming the directory and the way out', async () => {
    await truncate(join(directory, 'postgres', 'global', 'pg_control'), 100);
    await expect(openEngineIn(directory, noWarning)).rejects.toThrow(
      `DATA_DIR ${directory} is damaged: the embedded store in ${join(directory, 'postgres')} cannot be read.`,
    );
  });
});
