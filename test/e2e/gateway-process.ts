import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_WITHIN_MS = 30_000;

/** The built gateway as a process of its own. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  /** What it has written so far, standard output and standard error together. */
  output(): string;
  /** Where it listens. @throws when it ends or is not ready in time */
  address(): Promise<string>;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  /** A command that runs the one behind it. */
  readonly wrapper?: readonly string[];
  /** Code that the process runs before its own. */
  readonly preload?: string;
}

/** Starts `node dist/main.js` with these settings alone, on a free port unless they name one. */
export function startGateway(
  settings: Record<string, string>,
  { wrapper = [], preload }: StartOptions = {},
): GatewayProcess {
  const env = { PATH: process.env.PATH ?? '', PORT: '0', ...settings };
  const preloaded =
    preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  const [command, ...args] = [...wrapper, process.execPath, ...preloaded, MAIN];
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 0,
  );
  const address = async () => {
    const until = performance.now() + READY_WITHIN_MS;
    while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
      const found = /"address":"([^"]+)","msg":"Ready/.exec(output)?.[1];
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`The gateway is not ready:\n${output}`);
  };
  return { child, output: () => output, address, ended };
}
