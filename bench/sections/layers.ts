import { fileURLToPath } from 'node:url';
import { interleave, type Bench, type CaseResult } from '../bench.js';
import type { Contender } from '../contenders/contender.js';
import { gatewayCommand, gatewayTarget } from '../contenders/gateway.js';
import { peer, peerCommand } from '../contenders/peers.js';
import { httpDriver } from '../load/http-load.js';
import { BULK, SINGLE, walkOf } from '../load/loads.js';
import type { CallTemplate } from '../store/call-template.js';
import { recordTemplates } from './templates.js';

/** What the doors cost when nothing is behind them. */
export async function compareLayers(bench: Bench): Promise<CaseResult[]> {
  const { options, ground } = bench;
  const template = (await recordTemplates(bench))(BULK.size);
  const contenders = {
    floor: peer(
      'JSON floor',
      'node:http, JSON.parse, JSON.stringify of an answer as long',
      'json-floor.js',
      {},
    ),
    restNoOp: noOpGateway(ground.url, template, 'rest', 'REST door, no-op service'),
    graphqlNoOp: noOpGateway(ground.url, template, 'graphql', 'GraphQL door, no-op service'),
    inFront: gatewayInFront(ground.url),
  };
  const cases = [BULK, SINGLE].flatMap((load) =>
    Object.entries(contenders).map(
      ([key, contender]) => ({ contender, load, walk: walkOf(load, options), key, records: false }) as const,
    ),
  );
  return interleave(bench, cases);
}

/** The gateway in front of a platform, which is no part of what is measured. */
function gatewayInFront(url: string): Contender {
  const name = 'GraphQL door, in front of a platform';
  return {
    name,
    description: 'The gateway as a process, in front of a platform that only writes its answer',
    start: async (processes) => {
      const platform = await processes.server(peerCommand('documented-platform.js', {}));
      const { args, env, readyPath } = gatewayCommand(url);
      const upstream = {
        UPSTREAM_URL: platform.origin,
        UPSTREAM_USERNAME: 'till',
        UPSTREAM_PASSWORD: 'secret',
      };
      const { pid, origin } = await processes.server({ args, env: { ...env, ...upstream }, readyPath });
      return { name, pids: () => [pid], drive: httpDriver(gatewayTarget(origin, { door: 'graphql' })) };
    },
  };
}

function noOpGateway(url: string, template: CallTemplate, door: 'graphql' | 'rest', name: string): Contender {
  return {
    name,
    description: 'The gateway with a service that does nothing, and look-ups that the driver answers itself',
    start: async (processes) => {
      const { pid, origin } = await processes.server({
        args: [fileURLToPath(new URL('../processes/no-op-gateway.js', import.meta.url))],
        env: { DATABASE_URL: url, TEMPLATE: JSON.stringify(template) },
        readyPath: '/readyz',
      });
      return { name, pids: () => [pid], drive: httpDriver(gatewayTarget(origin, { door })) };
    },
  };
}
