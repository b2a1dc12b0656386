import type { ContenderKey } from '../contenders/field.js';
import type { Measurement } from '../measure/run-case.js';
import { medianIn, type Findings } from './findings.js';
import { figure, table } from './table.js';

/** A figure that is to be reached. */
interface Target {
  readonly name: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly decimals?: number;
  readonly reached: (findings: Findings) => number;
}

/** The gateway by another contender: how many times as many customers a second. */
function overContender(load: 'BULK' | 'SINGLE', other: ContenderKey, what: string, atLeast: number): Target {
  return {
    name: `${load}: gateway / ${what}, customers per second`,
    atLeast,
    reached: ({ compare }) => speed(compare, load, 'gateway') / speed(compare, load, other),
  };
}

function speed(results: Findings['compare'], load: string, key: string): number {
  return medianIn(results, load, key, 'customersPerSecond');
}

const nodeCpu = (results: Findings['layers'], key: string) => medianIn(results, 'BULK', key, 'nodeCpuMs');
const postgresCpu = (results: Findings['compare'], key: ContenderKey, measure: keyof Measurement) =>
  medianIn(results, 'SINGLE', key, measure);

const targets: readonly Target[] = [
  overContender('BULK', 'barePg', 'bare `pg`', 0.95),
  overContender('BULK', 'pgbench', 'pgbench', 0.75),
  overContender('BULK', 'apollo', 'default Apollo + type-graphql on the same statements', 1.6),
  overContender('BULK', 'hive', 'Hive Gateway over REST', 2.5),
  overContender('BULK', 'naive', 'naive loop', 50),
  overContender('SINGLE', 'pgbench', 'pgbench with 64 clients', 1.4),
  overContender('SINGLE', 'unbatched', 'its own mode without batching', 2.2),
  overContender('SINGLE', 'restUnbatched', 'our REST door without batching', 2),
  overContender('SINGLE', 'hive', 'Hive Gateway over REST', 15),
  overContender('SINGLE', 'mercurius', 'Mercurius with jit on the same service without batching', 1.8),
  {
    name: 'GraphQL layer, no-op service: CPU ms of a 100-customer mutation',
    atMost: 0.6,
    reached: ({ layers }) => nodeCpu(layers, 'graphqlNoOp'),
  },
  {
    name: 'GraphQL layer, no-op service: CPU / the JSON floor',
    atMost: 2.5,
    reached: ({ layers }) => nodeCpu(layers, 'graphqlNoOp') / nodeCpu(layers, 'floor'),
  },
  {
    name: 'GraphQL layer, in front of a platform: CPU ms of a 100-customer mutation',
    atMost: 1.4,
    reached: ({ layers }) => nodeCpu(layers, 'inFront'),
  },
  {
    name: 'SINGLE: PostgreSQL CPU per customer, batched / unbatched',
    atMost: 0.25,
    reached: ({ compare }) =>
      postgresCpu(compare, 'gateway', 'postgresCpuMs') / postgresCpu(compare, 'unbatched', 'postgresCpuMs'),
  },
  {
    name: 'BULK: 10^7 / 10^6 customers, customers per second',
    atLeast: 0.9,
    reached: ({ growth }) => speed(growth, 'BULK', '10000000') / speed(growth, 'BULK', '1000000'),
  },
  {
    name: 'SINGLE: idempotency on / off, customers per second',
    atLeast: 0.7,
    reached: ({ compare }) => speed(compare, 'SINGLE', 'keys') / speed(compare, 'SINGLE', 'gateway'),
  },
  {
    name: 'BULK: earn / enrol, customers per second',
    atLeast: 0.75,
    reached: ({ actions }) => speed(actions, 'BULK', 'earn') / speed(actions, 'BULK', 'enrol'),
  },
  {
    name: 'Memory in ten minutes of both loads, MB at most',
    atMost: 200,
    decimals: 0,
    reached: ({ soak }) => Math.max(...(soak ?? []).map(({ residentMb }) => residentMb)),
  },
  {
    name: 'Memory, last minute / third minute of the soak',
    atMost: 1.1,
    reached: ({ soak }) => (soak?.at(-1)?.residentMb ?? NaN) / (soak?.[2]?.residentMb ?? NaN),
  },
];

/** The figures to reach, and what was reached. */
export function ratioTable(findings: Findings): string {
  return table(
    ['Figure', 'To reach', 'Reached', ''],
    targets.map(({ name, atLeast, atMost, decimals = 2, reached }) => {
      const value = reached(findings);
      const bound = atLeast === undefined ? `≤ ${atMost ?? ''}` : `≥ ${atLeast}`;
      if (!Number.isFinite(value)) return [name, bound, 'not measured', ''];
      const met = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
      return [name, bound, figure(value, decimals), met ? 'yes' : '**no**'];
    }),
  );
}
