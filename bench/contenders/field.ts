import { BULK, POOL_SIZE, SINGLE } from '../load/loads.js';
import { barePg, type Templates } from './bare-pg.js';
import type { Contender } from './contender.js';
import { gateway } from './gateway.js';
import { hive } from './hive.js';
import { peer } from './peers.js';
import { pgbench } from './pgbench.js';

/** All that are compared, by the keys that the ratios use. */
export function field(url: string, templates: Templates) {
  return {
    ...ownDoors(url),
    barePg: barePg(url, templates),
    pgbench: pgbench(url, templates),
    ...peers(url, templates),
    hive: hive(url),
  } satisfies Record<string, Contender>;
}

export type ContenderKey = keyof ReturnType<typeof field>;

function ownDoors(url: string) {
  const rest = 'POST /v2/promotion/bulk/enrolAndEarn of the same process';
  return {
    gateway: gateway('this gateway', 'Its real build, GraphQL, credentials on, default settings', url, {
      door: 'graphql',
    }),
    keys: gateway('with idempotency keys', 'The same, each mutation with a key of its own', url, {
      door: 'graphql',
      idempotent: true,
    }),
    unbatched: gateway('batching off', 'The same with BATCHING=false', url, {
      door: 'graphql',
      batching: false,
    }),
    rest: gateway('REST door', rest, url, { door: 'rest' }),
    restUnbatched: gateway('REST door, batching off', `${rest} with BATCHING=false`, url, {
      door: 'rest',
      batching: false,
    }),
  };
}

/** None of them asks for credentials. */
function peers(url: string, templates: Templates) {
  const env = { DATABASE_URL: url };
  const recorded = JSON.stringify({
    [SINGLE.size]: templates(SINGLE.size),
    [BULK.size]: templates(BULK.size),
  });
  return {
    apollo: peer(
      'default Apollo + type-graphql',
      `Apollo Server on Fastify, type-graphql and class-validator as documented; the recorded statements on a pool of ${POOL_SIZE}`,
      'apollo-defaults.js',
      { ...env, TEMPLATES: recorded },
    ),
    naive: peer(
      'naive Apollo + TypeORM',
      'Apollo standalone; for each customer findOneBy, findOneBy and save, one after the other',
      'naive.js',
      env,
    ),
    mercurius: peer(
      'Mercurius with jit',
      'Mercurius, jit: 1, on the product’s schema and its service without batching',
      'mercurius.js',
      env,
    ),
  };
}
