import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** A floor is a folder of src, or one of the files that stand in src itself. */
interface Floor {
  /** The other floors it may import. */
  readonly floors: readonly string[];
  /** The packages and builtins it may import. */
  readonly packages: readonly string[];
}

// prettier-ignore
const house: Record<string, Floor> = {
  'node-runtime.ts': { floors: [], packages: ['node:v8'] },
  'main.ts': { floors: ['node-runtime.ts', 'start.ts', 'command.ts', 'http'], packages: ['node:process'] },
  'start.ts': { floors: ['app.ts', 'config.ts', 'describe-error.ts', 'shutdown.ts', 'demo', 'http'], packages: ['node:process'] },
  'command.ts': { floors: ['cli', 'config.ts', 'describe-error.ts', 'open-store.ts', 'postgres'], packages: ['node:process'] },
  'describe-error.ts': { floors: ['config.ts'], packages: [] },
  'shutdown.ts': { floors: [], packages: ['node:process'] },
  'app.ts': {
    floors: ['config.ts', 'prepare-store.ts', 'background.ts', 'backend.ts', 'graphql', 'rest', 'http', 'demo', 'explorer', 'postgres', 'service'],
    packages: ['fastify', 'pino', 'node:path'],
  },
  'open-store.ts': { floors: ['config.ts', 'postgres', 'service'], packages: ['node:process'] },
  'prepare-store.ts': { floors: ['config.ts', 'open-store.ts', 'demo', 'postgres', 'service'], packages: ['pino', 'node:fs/promises'] },
  'background.ts': { floors: ['config.ts', 'webhook', 'postgres', 'service'], packages: ['pino'] },
  'backend.ts': { floors: ['config.ts', 'http', 'request', 'upstream', 'postgres', 'service'], packages: ['pino'] },
  'config.ts': { floors: ['config'], packages: ['zod'] },
  config: { floors: [], packages: ['fastest-levenshtein', 'zod', 'node:fs'] },
  domain: { floors: [], packages: [] },
  service: {
    floors: ['domain'],
    packages: ['@node-rs/argon2', 'dataloader', 'jose', 'jsonc-parser', 'libphonenumber-js', 'lru-cache', 'luxon', 'zod', 'node:crypto', 'node:url'],
  },
  postgres: {
    floors: ['service', 'domain'],
    packages: ['pg', 'kysely', '@electric-sql/pglite', 'node:crypto', 'node:fs/promises', 'node:os', 'node:path', 'node:timers/promises'],
  },
  upstream: {
    floors: ['wire', 'service', 'domain', 'telemetry'],
    packages: ['cockatiel', 'lru-cache', 'p-limit', 'undici', 'node:crypto', 'node:fs', 'node:timers/promises'],
  },
  webhook: { floors: ['service'], packages: ['standardwebhooks'] },
  demo: { floors: ['postgres', 'service', 'domain'], packages: ['kysely', 'lru-cache'] },
  explorer: { floors: [], packages: ['@fastify/static', 'fastify'] },
  telemetry: { floors: ['domain'], packages: ['@opentelemetry/api'] },
  wire: { floors: ['service', 'domain'], packages: [] },
  request: { floors: ['service', 'domain'], packages: ['dataloader'] },
  graphql: {
    floors: ['request', 'service', 'domain', 'http', 'telemetry'],
    packages: [
      '@apollo/server', '@apollo/subgraph', '@as-integrations/fastify', '@graphql-tools/utils', 'class-validator', 'fastify',
      'graphql', 'graphql-jit', 'graphql-scalars', 'graphql-sse', 'graphql-ws', 'lru-cache', 'p-limit', 'reflect-metadata',
      'type-graphql', 'zod', '@fastify/websocket', 'node:crypto', 'node:fs/promises', 'node:http',
    ],
  },
  rest: { floors: ['request', 'service', 'domain', 'wire', 'http'], packages: ['fastify', 'node:fs/promises', 'node:path'] },
  http: { floors: ['request', 'service', 'domain', 'telemetry'], packages: ['@fastify/compress', '@fastify/cors', 'fastify', 'negotiator', 'pino', 'node:async_hooks', 'node:buffer', 'node:crypto', 'node:dns/promises', 'node:events', 'node:fs', 'node:http', 'node:net', 'node:stream', 'node:timers/promises', 'node:zlib'] },
  cli: {
    floors: ['graphql', 'postgres', 'service', 'domain'],
    packages: ['commander', 'csv-parse', 'fastest-levenshtein', 'node:events', 'node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:stream', 'node:util', 'node:zlib'],
  },
};

/** The rooms of a floor: each may import those after it. */
const rooms: Record<string, readonly string[]> = {
  graphql: [
    'resolvers',
    'subscriptions',
    'documents',
    'variables',
    'federation',
    'present',
    'inputs',
    'types',
    'errors',
  ],
  http: ['access', 'log', 'connections'],
  upstream: ['dry-run', 'writes', 'reads', 'client'],
  cli: ['commands', 'files', 'output'],
  postgres: [
    'administration',
    'reads',
    'ledger',
    'keys',
    'events',
    'embedded',
    'migration',
    'connection',
    'migrations',
  ],
  wire: ['answered', 'promotions', 'customers', 'schemas'],
  service: ['auth', 'batching', 'fair-share', 'bulk', 'idempotency', 'events', 'import', 'identifiers'],
  domain: ['errors'],
};

/** What a file may not say, by its floor. */
const forbidden = [
  {
    deed: 'touches process.env, outside config.ts and node-runtime.ts',
    words: /\bprocess\??\.?(env\b|\[)|\benv\b.*\bfrom ["']node:process["']/,
    where: (file: SourceFile) => file.floor !== 'config.ts' && file.floor !== 'node-runtime.ts',
    advice: 'let config.ts read it, and take the value as an argument',
  },
  {
    deed: 'reads the clock, in the domain',
    words: /\bDate\.now\b|\bDate\(\)|\bnew Date\b(?!\()|\bperformance\.now\b/,
    where: (file: SourceFile) => file.floor === 'domain',
    advice: 'take the time as an argument',
  },
  {
    deed: 'draws at random, in the domain',
    words: /\bMath\.random\b|\bcrypto\./,
    where: (file: SourceFile) => file.floor === 'domain',
    advice: 'take ids and randomness as arguments',
  },
];

const LONGEST_FILE = 220;
/** A table that grows by a row for each member of a list that only grows: splitting it would not make it easier to read. */
const growingTables = ['domain/errors/error-catalogue.ts'];
/** More than these in one folder are a crowd: give the folder rooms. */
const MOST_FILES = 20;
/** A folder that grows by a file for each migration, which never changes once it has shipped. */
const growingFolders = ['postgres/migrations'];
const namelessFolders = ['utils', 'common', 'helpers'];

interface SourceFile {
  /** From src on, with slashes. */
  readonly path: string;
  readonly floor: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
  .map(read);

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return {
    path,
    floor: floorOf(path),
    text,
    imports: ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
  };
}

const printer = ts.createPrinter({ removeComments: true });

/** Whether the code of a file has the words. Only a file whose text has them is parsed, to leave out its comments. */
function hasInCode({ path, text }: SourceFile, words: RegExp): boolean {
  if (!words.test(text)) return false;
  return words.test(printer.printFile(ts.createSourceFile(path, text, ts.ScriptTarget.Latest)));
}

function floorOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** The room that a file stands in; null for a file beside the rooms. */
function roomOf(path: string): string | null {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? null) : null;
}

/** The file of src that an import leads to; null for a package. */
function importedFile(file: SourceFile, target: string): string | null {
  if (!target.startsWith('.')) return null;
  return posix.join(posix.dirname(file.path), target).replace(/\.js$/, '.ts');
}

/** What is wrong with an import from one room into another of its floor, or null. */
function roomBreach(file: SourceFile, target: string): string | null {
  const imported = importedFile(file, target);
  const order = rooms[file.floor] ?? [];
  const [from, to] = [roomOf(file.path), imported && roomOf(imported)];
  if (imported === null || floorOf(imported) !== file.floor || from === null || !to || from === to)
    return null;
  if (order.indexOf(from) < order.indexOf(to)) return null;
  return `src/${file.path} imports ${target}: the room ${from} may import only ${list(order.slice(order.indexOf(from) + 1))}.`;
}

/** The first circle of imports, as the paths along it; null where there is none. */
function importCircle(): readonly string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const walk = (path: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    const file = byPath.get(path);
    if (!file || finished.has(path)) return null;
    for (const target of file.imports) {
      const imported = importedFile(file, target);
      const circle = imported === null ? null : walk(imported, [...way, path]);
      if (circle) return circle;
    }
    finished.add(path);
    return null;
  };
  for (const { path } of files) {
    const circle = walk(path, []);
    if (circle) return circle;
  }
  return null;
}

/** What is wrong with one import of one file, or null. */
function breach(file: SourceFile, target: string, { floors, packages }: Floor): string | null {
  if (target.startsWith('.')) {
    const floor = targetOf(file, target);
    if (floor === file.floor || floors.includes(floor)) return null;
    return `src/${file.path} imports ${target}: ${file.floor} may import ${list(floors)}, not ${floor}. Move the code, or take it as an argument.`;
  }
  const name = packageOf(target);
  if (packages.includes(name)) return null;
  return `src/${file.path} imports ${target}: the packages of ${file.floor} are ${list(packages)}. Put the code on the floor that has ${name}.`;
}

/** The floor or package that an import leads to. */
function targetOf(file: SourceFile, target: string): string {
  const imported = importedFile(file, target);
  return imported === null ? packageOf(target) : floorOf(imported);
}

/** `@scope/name/part` → `@scope/name`; a builtin counts with its parts. */
function packageOf(target: string): string {
  if (target.startsWith('node:')) return target;
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

describe.each(Object.entries(house))('the floor %s', (name, floor) => {
  const own = files.filter((file) => file.floor === name);

  it('is there', () => {
    expect(own, `no file in src/${name}: write it, or take its row out of the table`).not.toEqual([]);
  });

  it('imports only what its row allows', () => {
    const breaches = own.flatMap((file) => file.imports.map((target) => breach(file, target, floor)));
    expect(breaches.filter((found) => found !== null)).toEqual([]);
  });

  it('imports all that its row allows', () => {
    const used = new Set(own.flatMap((file) => file.imports.map((target) => targetOf(file, target))));
    const unused = [...floor.floors, ...floor.packages].filter((target) => !used.has(target));
    expect(unused, 'take them out of the row').toEqual([]);
  });

  it('has the row in ARCHITECTURE.md that it has here', () => {
    const rows = tableRows('Floor', 'May import');
    const [, allowed] = rows.find(([names]) => codesIn(names).includes(name)) ?? [];
    expect(codesIn(allowed).sort()).toEqual([...floor.floors].sort());
  });
});

describe('the house', () => {
  it('gives every file a floor', () => {
    const homeless = files.filter((file) => !(file.floor in house));
    const advice = 'move them to a floor, or give src/<first folder> a row in the table';
    expect(paths(homeless), advice).toEqual([]);
  });

  it('has a row for every floor that a row names', () => {
    const named = Object.values(house).flatMap(({ floors }) => floors);
    expect(named.filter((name) => !(name in house))).toEqual([]);
  });

  for (const { deed, words, where, advice } of forbidden) {
    it(`has no file that ${deed}`, () => {
      const guilty = files.filter((file) => where(file) && hasInCode(file, words));
      expect(paths(guilty), advice).toEqual([]);
    });
  }

  it(`has no file of more than ${LONGEST_FILE} lines, but for tables that grow by a row`, () => {
    const limited = files.filter(({ path }) => !growingTables.includes(path));
    const long = limited.filter(({ text }) => text.trimEnd().split('\n').length > LONGEST_FILE);
    expect(paths(long), 'split them by concern').toEqual([]);
    expect(limited, 'take a table that is gone out of the list').toHaveLength(
      files.length - growingTables.length,
    );
  });

  it('has a room for every folder within a floor, and no room without files', () => {
    const found = new Set(
      files.filter(({ path }) => roomOf(path) !== null).map(({ path, floor }) => `${floor}/${roomOf(path)}`),
    );
    const listed = Object.entries(rooms).flatMap(([floor, names]) => names.map((name) => `${floor}/${name}`));
    expect([...found].sort()).toEqual(listed.sort());
  });

  it('has rooms that import only those after them', () => {
    const breaches = files.flatMap((file) => file.imports.map((target) => roomBreach(file, target)));
    expect(breaches.filter((found) => found !== null)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(importCircle()).toBeNull();
  });

  it(`has no folder with more than ${MOST_FILES} files, but for folders that grow by a file`, () => {
    const all = files.map(({ path }) => posix.dirname(path));
    const folders = all.filter((folder) => !growingFolders.includes(folder));
    expect(all, 'take a folder that is gone out of the list').toEqual(expect.arrayContaining(growingFolders));
    const crowded = [...new Set(folders)].filter(
      (folder) => folders.filter((other) => other === folder).length > MOST_FILES,
    );
    expect(crowded, 'give the folder rooms').toEqual([]);
  });

  it('has the rooms in ARCHITECTURE.md that it has here', () => {
    const rows = tableRows('Floor', 'Rooms, each of which may import those after it');
    const documented = rows.map(([floor, names]) => [...codesIn(floor), ...codesIn(names)]);
    expect(documented).toEqual(Object.entries(rooms).map(([floor, names]) => [floor, ...names]));
  });

  it(`has no folder called ${namelessFolders.join(', ')}`, () => {
    const nameless = files.filter(({ path }) =>
      path.split('/').some((part) => namelessFolders.includes(part)),
    );
    expect(paths(nameless), 'name the folder for what is in it').toEqual([]);
  });
});

/** The rows of the table of ARCHITECTURE.md that has this head. */
function tableRows(...head: readonly string[]): string[][] {
  const lines = readFileSync(join(root, '..', 'ARCHITECTURE.md'), 'utf8')
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const start = lines.findIndex((cells) => head.every((text, i) => cells[i] === text));
  const rows = lines.slice(start + 2);
  return rows.slice(
    0,
    rows.findIndex((cells) => cells.length === 0),
  );
}

/** What stands between backquotes. */
function codesIn(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

function paths(found: readonly SourceFile[]): string[] {
  return found.map(({ path }) => `src/${path}`);
}
