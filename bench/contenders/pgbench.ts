import { execFile, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries } from '../../test/support/postgres-binaries.js';
import type { Drive, Driven, WindowWatcher } from '../load/drive.js';
import { CONNECTION_OPTIONS } from '../load/loads.js';
import { summariseWindow } from '../load/window.js';
import { usageOf } from '../measure/process-tree.js';
import type { Templates } from './bare-pg.js';
import type { Contender } from './contender.js';
import { pgbenchScript } from './pgbench-script.js';

const LOOK_EVERY_MS = 10;

/** The same statements from PostgreSQL's own load generator: no driver, no JavaScript, a connection for each caller. */
export function pgbench(url: string, templates: Templates): Contender {
  const name = 'pgbench';
  return {
    name,
    description: 'The recorded statements, prepared once a connection, from PostgreSQL’s own load generator',
    start: () =>
      Promise.resolve({
        name,
        pids: () => [],
        drive: (drive, watcher) => drivePgbench(url, templates(drive.walk.size), drive, watcher),
      }),
  };
}

/** PostgreSQL's packages have it beside the server; null where it is not. */
function findPgbench(): string | null {
  const folder = findPostgresBinaries();
  const path = folder && join(folder, 'pgbench');
  return path && existsSync(path) ? path : null;
}

async function drivePgbench(
  url: string,
  template: ReturnType<Templates>,
  drive: Drive,
  watcher: WindowWatcher,
): Promise<Driven> {
  const program = findPgbench();
  if (program === null) throw new Error('There is no pgbench beside the server');
  const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-pgbench-'));
  try {
    const script = join(folder, 'script.sql');
    await writeFile(script, pgbenchScript(template, drive.walk, drive.connections));
    const { connections, seconds } = drive;
    // It takes whole seconds.
    const warmUp = Math.ceil(drive.warmUp + seconds) - seconds;
    const args = ['-n', '-M', 'simple', '-c', `${connections}`, '-j', '2', '-T', `${warmUp + seconds}`];
    args.push('-D', 'turn=0', '-f', script, '--log', '--log-prefix', join(folder, 'log'), url);
    const began = Date.now();
    const env = { ...process.env, PGOPTIONS: CONNECTION_OPTIONS };
    const running = promisify(execFile)(program, args, { env });
    const [{ stdout }, cpuMs] = await Promise.all([
      running,
      watchWindow(running.child, { warmUp, seconds }, watcher),
    ]);
    return await summarise(folder, stdout, began + warmUp * 1_000, seconds, cpuMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns pgbench's own CPU milliseconds in the window */
async function watchWindow(
  child: ChildProcess,
  { warmUp, seconds }: Pick<Drive, 'warmUp' | 'seconds'>,
  watcher: WindowWatcher,
): Promise<number> {
  const used = () => (child.pid === undefined ? NaN : usageOf([child.pid]).cpuMs);
  await elapsed(warmUp * 1_000);
  watcher.begin();
  const before = used();
  // It ends by itself at the end of the window; its CPU can be read only while it runs.
  await elapsed(seconds * 1_000 - LOOK_EVERY_MS);
  const after = used();
  watcher.end();
  return after - before;
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Reads its log: one line a transaction, with the microseconds it took and the instant at which it ended. */
async function summarise(
  folder: string,
  output: string,
  begin: number,
  seconds: number,
  cpuMs: number,
): Promise<Driven> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('log'));
  const lines = (await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))).join('').trim();
  const spans = lines.split('\n').map((line) => {
    const [, , took = NaN, , second = NaN, microsecond = NaN] = line.split(' ').map(Number);
    const answered = second * 1_000 + microsecond / 1_000;
    return { sent: answered - took / 1_000, answered };
  });
  const count = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  return {
    ...summariseWindow(spans, begin, begin + seconds * 1_000),
    seconds,
    answered: count(/actually processed: (\d+)/),
    failed: count(/number of failed transactions: (\d+)/),
    cpuMs,
  };
}
