import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { unusedPort } from '../support/unused-port.js';

const READY_WITHIN_MS = 60_000;

/** The path of a file in the folder of the gateways, which has its own packages. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../federation/${name}`, import.meta.url));
}

/** A server that runs as a process of its own. */
export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server with Node. @throws when it ends, or is not ready in time: then with what it wrote */
export async function serve(
  url: string,
  args: readonly string[],
  ready: (output: string) => boolean | Promise<boolean>,
): Promise<Served> {
  const child = spawn(process.execPath, args, {
    cwd: pathOf('.'),
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const until = performance.now() + READY_WITHIN_MS;
  while (child.exitCode === null && performance.now() < until) {
    if (await ready(output)) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${args.join(' ')} is not ready:\n${output}`);
}

/** Whether a GraphQL server answers at this address. */
export async function answers(url: string): Promise<boolean> {
  const query = `${url}?query=%7B__typename%7D`;
  return fetch(query, { headers: { 'apollo-require-preflight': 'true' } }).then(
    (response) => response.status < 500,
    () => false,
  );
}

/** A subgraph in the configuration of a gateway. */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
  /** What the gateway itself is let in with. */
  readonly authorization?: string;
}

/** Starts @apollo/gateway. With `passOn` a caller's credentials go on to the subgraphs, else the gateway's own. */
export async function startApolloGateway(
  subgraphs: readonly SubgraphAddress[],
  { passOn, port }: { readonly passOn: boolean; readonly port?: number },
): Promise<Served> {
  const own = port ?? (await unusedPort());
  const settings = JSON.stringify({ port: own, passOn, subgraphs });
  const url = `http://127.0.0.1:${own}/`;
  return serve(url, [pathOf('apollo-gateway.mjs'), settings], (output) => output.includes('ready'));
}

/** Starts Hive Gateway with the supergraph in this file; a caller's credentials go on to the subgraphs. */
export async function startHiveGateway(supergraphFile: string): Promise<Served> {
  const port = await unusedPort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const program = pathOf('node_modules/@graphql-hive/gateway/dist/bin.js');
  const config = pathOf('hive-gateway.config.mjs');
  const args = [program, 'supergraph', supergraphFile, '-c', config, '-h', '127.0.0.1', '-p', String(port)];
  return serve(url, args, () => answers(url));
}

export interface Composition {
  readonly errors: readonly string[];
  readonly hints: readonly string[];
  readonly supergraphSdl?: string;
}

/** Composes subgraphs with the tool of Apollo, The Guild or Cosmo. */
export async function compose(
  tool: 'apollo' | 'guild' | 'cosmo',
  subgraphs: readonly { readonly name: string; readonly url: string; readonly sdl: string }[],
): Promise<Composition> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [pathOf('compose.mjs'), tool], (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }));
      else resolve(JSON.parse(stdout) as Composition);
    });
    child.stdin?.end(JSON.stringify(subgraphs));
  });
}
