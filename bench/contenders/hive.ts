import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { httpDriver } from '../load/http-load.js';
import { benchFile } from '../product.js';
import { authorization } from '../store/data.js';
import type { Contender } from './contender.js';
import { gatewayCommand } from './gateway.js';

/** What is written for it; it would take a configuration that it finds there. */
const folder = fileURLToPath(benchFile('dist/hive'));

/** Hive Gateway over our REST door: GraphQL for a REST service, out of its OpenAPI document. */
export function hive(url: string): Contender {
  const name = 'Hive Gateway over REST';
  return {
    name,
    description:
      'Hive Gateway, GraphQL from the OpenAPI document of our REST door (batching on), which counts in',
    start: async (processes) => {
      const rest = await processes.server(gatewayCommand(url));
      await mkdir(folder, { recursive: true });
      const supergraph = join(folder, 'supergraph.graphql');
      await compose(rest.origin, supergraph);
      const server = await processes.server({
        args: [
          binary('hive-gateway'),
          'supergraph',
          supergraph,
          '--host',
          '127.0.0.1',
          '--disable-websockets',
        ],
        env: {},
        readyPath: '/healthcheck',
        cwd: folder,
      });
      const target = {
        origin: server.origin,
        path: '/graphql',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        dialect: 'openapi',
        idempotent: false,
      } as const;
      return { name, pids: () => [rest.pid, server.pid], drive: httpDriver(target) };
    },
  };
}

/** Writes the supergraph: the OpenAPI document as a subgraph, with where to call it and as whom. */
async function compose(origin: string, supergraph: string): Promise<void> {
  const config = fileURLToPath(benchFile('hive/mesh.config.mjs'));
  await promisify(execFile)(process.execPath, [binary('mesh-compose'), '-c', config, '-o', supergraph], {
    env: { PATH: process.env.PATH, REST_ORIGIN: origin, REST_AUTHORIZATION: authorization },
  });
}

function binary(name: string): string {
  return realpathSync(benchFile(`node_modules/.bin/${name}`));
}
