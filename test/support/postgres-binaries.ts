import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const OLDEST_MAJOR = 15;
const DEBIAN_HOME = '/usr/lib/postgresql';

/**
 * The folder of `initdb` and `postgres`: $PG_BIN alone if it is set, else the newest of Debian's, else the one
 * that pg_config names, else one on the PATH; null when none of these holds a server that is new enough.
 */
export function findPostgresBinaries(): string | null {
  return candidates().find((folder) => serverMajor(folder) >= OLDEST_MAJOR) ?? null;
}

function candidates(): string[] {
  if (process.env.PG_BIN !== undefined) return [process.env.PG_BIN];
  return [...debianFolders(), ...pgConfigFolder(), ...(process.env.PATH ?? '').split(delimiter)];
}

function debianFolders(): string[] {
  if (!existsSync(DEBIAN_HOME)) return [];
  const newestFirst = readdirSync(DEBIAN_HOME).sort((a, b) => Number(b) - Number(a));
  return newestFirst.map((version) => join(DEBIAN_HOME, version, 'bin'));
}

function pgConfigFolder(): string[] {
  const answer = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  return answer.status === 0 ? [answer.stdout.trim()] : [];
}

/** The major version of the server in a folder, 0 when there is none. */
function serverMajor(folder: string): number {
  if (!existsSync(join(folder, 'initdb')) || !existsSync(join(folder, 'postgres'))) return 0;
  const answer = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(answer.stdout)?.[1] ?? 0);
}
