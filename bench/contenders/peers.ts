import { fileURLToPath } from 'node:url';
import { httpDriver } from '../load/http-load.js';
import { POOL_SIZE } from '../load/loads.js';
import type { Contender } from './contender.js';
import type { ServerCommand } from './server-process.js';

/** A peer: one of the GraphQL servers of `processes`, with the same mutation over the same tables. */
export function peer(
  name: string,
  description: string,
  file: string,
  env: Record<string, string>,
): Contender {
  return {
    name,
    description,
    start: async (processes) => {
      const { pid, origin } = await processes.server(peerCommand(file, env));
      const target = {
        origin,
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        dialect: 'graphql',
        idempotent: false,
      } as const;
      return { name, pids: () => [pid], drive: httpDriver(target) };
    },
  };
}

/** A file of `processes` that is a server. */
export function peerCommand(file: string, env: Record<string, string>): ServerCommand {
  return {
    args: [fileURLToPath(new URL(`../processes/${file}`, import.meta.url))],
    env: { ...env, POOL_SIZE: String(POOL_SIZE) },
    readyPath: '/',
  };
}
