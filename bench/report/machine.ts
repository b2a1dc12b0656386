import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { findPostgresBinaries } from '../../test/support/postgres-binaries.js';
import { benchFile } from '../product.js';
import type { BenchServer } from '../store/postgres.js';
import { table } from './table.js';

/** What everything ran on, and the versions of it all. */
export function describeMachine(server: BenchServer): string {
  const [cpu] = cpus();
  const rows: string[][] = [
    [
      'Machine',
      `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GB, ${type()} ${release()}`,
    ],
    ['Node', process.version],
    ['PostgreSQL', postgresVersion()],
    [
      'Its settings',
      Object.entries(server.settings)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
    ['Commit', commit()],
    ['Packages of the product', versions('../package.json')],
    ['Packages of the peers', versions('package.json')],
  ];
  return table(['What', 'Which'], rows);
}

function postgresVersion(): string {
  const program = join(findPostgresBinaries() ?? '', 'postgres');
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** Without git, or outside of a checkout, there is none. */
export function commit(): string {
  const git = spawnSync('git', ['describe', '--always', '--dirty'], {
    encoding: 'utf8',
    cwd: benchFile('.'),
  });
  return git.status === 0 ? git.stdout.trim() : 'unknown';
}

function versions(path: string): string {
  const { dependencies } = JSON.parse(readFileSync(benchFile(path), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
