import { fileURLToPath } from 'node:url';
import { httpDriver, type HttpTarget } from '../load/http-load.js';
import { builtFile } from '../product.js';
import { authorization } from '../store/data.js';
import type { Contender } from './contender.js';
import type { ServerCommand } from './server-process.js';

interface GatewayOptions {
  readonly door: 'graphql' | 'rest';
  /** Whether concurrent calls may share a transaction. */
  readonly batching?: boolean;
  /** Whether each mutation bears an idempotency key of its own. */
  readonly idempotent?: boolean;
}

/** The gateway's real build as a process, with its default settings. */
export function gatewayCommand(
  url: string,
  { batching = true, preload }: { readonly batching?: boolean; readonly preload?: string } = {},
): ServerCommand {
  const main = fileURLToPath(builtFile('main.js'));
  return {
    args: preload === undefined ? [main] : ['--import', preload, main],
    env: { DATABASE_URL: url, ...(!batching && { BATCHING: 'false' }) },
    readyPath: '/readyz',
  };
}

/** One of its doors, as a target of the load generator. */
export function gatewayTarget(
  origin: string,
  { door, idempotent = false }: Pick<GatewayOptions, 'door' | 'idempotent'>,
): HttpTarget {
  return {
    origin,
    path: door === 'graphql' ? '/graphql' : '/v2/promotion/bulk/enrolAndEarn',
    headers: { authorization, 'content-type': 'application/json' },
    dialect: door,
    idempotent,
  };
}

export function gateway(name: string, description: string, url: string, options: GatewayOptions): Contender {
  return {
    name,
    description,
    start: async (processes) => {
      const { pid, origin } = await processes.server(gatewayCommand(url, options));
      return { name, pids: () => [pid], drive: httpDriver(gatewayTarget(origin, options)) };
    },
  };
}
