import { execFile, execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries } from './postgres-binaries.js';
import { unusedPort } from './unused-port.js';

/** A throw-away cluster: superuser `postgres` without a password, on a port of 127.0.0.1. */
export interface PostgresServer {
  /** Its database `postgres`. */
  readonly url: string;
  readonly pid: number;
  /** Shuts it down if it still runs, and deletes its folder. */
  stop(): Promise<void>;
  /** Ends it the way a crash would, and waits for its last process; its folder stays until `stop`. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** An unprivileged user to run as, as PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What the run of a server needs beside its port. */
interface Cluster {
  readonly binaries: string;
  readonly folder: string;
  readonly owner: Owner | null;
  readonly settings: Record<string, string>;
}

const PORT_ATTEMPTS = 3;
const speedOverSafety = { fsync: 'off', full_page_writes: 'off' };
/** A dying server still writes into its folder for a moment. */
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };

/**
 * Creates a cluster in the folder for temporary files and starts it. The server ends when this process does, even
 * by SIGKILL (on Linux; then only its folder is left behind).
 * @param options.settings what postgresql.conf would say, over the defaults of a server that may lose its data
 */
export async function startPostgresServer(
  options: { settings?: Record<string, string> } = {},
): Promise<PostgresServer> {
  const binaries = findPostgresBinaries();
  if (binaries === null) throw new Error('no server binaries found');
  const owner = process.getuid?.() === 0 ? unprivilegedOwner() : null;
  const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-postgres-'));
  const cluster = { binaries, folder, owner, settings: { ...speedOverSafety, ...options.settings } };
  try {
    await initialise(cluster);
    return await startOnUnusedPort(cluster);
  } catch (error) {
    await rm(folder, removal);
    throw error;
  }
}

/** The start of a command line that ends a child together with its parent; empty where there is no such tool. */
export function leash(): string[] {
  const prefix = ['setpriv', '--pdeathsig=INT'];
  return spawnSync('setpriv', [...prefix.slice(1), 'true']).status === 0 ? prefix : [];
}

function unprivilegedOwner(): Owner {
  const name = ['postgres', 'nobody'].find((user) => spawnSync('id', ['-u', user]).status === 0);
  if (name === undefined) throw new Error('root may not run PostgreSQL, and there is no user postgres');
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function initialise({ binaries, folder, owner }: Cluster): Promise<void> {
  if (owner !== null) await chown(folder, owner.uid, owner.gid);
  const flags = ['-D', folder, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '-E', 'UTF8', '-N'];
  await promisify(execFile)(join(binaries, 'initdb'), flags, { cwd: folder, ...owner });
}

async function startOnUnusedPort(cluster: Cluster): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await unusedPort();
    const child = run(cluster, port);
    const failure = await failureToStart(child);
    if (failure === null) return supervise(child, cluster.folder, port);
    if (attempt === PORT_ATTEMPTS || !failure.includes('Address already in use')) {
      throw new Error(`the server did not start: ${failure}`);
    }
  }
}

function run({ binaries, folder, owner, settings }: Cluster, port: number): ChildProcess {
  const network = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
  const flags = Object.entries({ ...settings, ...network }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [command = '', ...rest] = [...leash(), join(binaries, 'postgres'), '-D', folder, ...flags];
  return spawn(command, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
}

/** Waits until the server is ready (null) or gone (what it said). */
function failureToStart(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let log = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (!log.includes('ready to accept connections')) return;
      child.stderr?.removeAllListeners('data').resume();
      resolve(null);
    });
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', () => {
      resolve(log);
    });
  });
}

function supervise(child: ChildProcess, folder: string, port: number): PostgresServer {
  const { pid } = child;
  if (pid === undefined) throw new Error('the server has no process');
  // 'close' and not 'exit': its backends, which outlive a killed postmaster for a moment, share its stderr.
  const gone = once(child, 'close');
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  const abandon = () => {
    child.kill('SIGQUIT');
    rmSync(folder, removal);
  };
  const stop = async () => {
    process.off('exit', abandon);
    await kill('SIGINT');
    await rm(folder, removal);
  };
  process.once('exit', abandon);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, pid, stop, kill };
}
