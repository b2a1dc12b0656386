import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { leash } from '../../test/support/postgres-server.js';
import { unusedPort } from '../../test/support/unused-port.js';

/** A contender's HTTP server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  stop(): Promise<void>;
}

export interface ServerCommand {
  /** Node's arguments: the file first, unless options come before it. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers anything at all once the server is up. */
  readonly readyPath: string;
  readonly cwd?: string;
}

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;

/** Starts a server that listens on $PORT, and waits until it answers. It ends when this process does. */
export async function startServer({ args, env, readyPath, cwd }: ServerCommand): Promise<ServerProcess> {
  const port = await unusedPort();
  const [command = '', ...rest] = [...leash(), process.execPath, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
  };
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await answers(`${origin}${readyPath}`))) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`It does not start: node ${args.join(' ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  if (child.pid === undefined) throw new Error('It has no process');
  return { pid: child.pid, origin, stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
