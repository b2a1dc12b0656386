import { interleave, type Bench, type Case, type CaseResult } from '../bench.js';
import { field, type ContenderKey } from '../contenders/field.js';
import { BULK, SINGLE, walkOf } from '../load/loads.js';
import { recordTemplates } from './templates.js';

const everyone: readonly ContenderKey[] = [
  'gateway',
  'barePg',
  'pgbench',
  'unbatched',
  'keys',
  'rest',
  'restUnbatched',
  'apollo',
  'mercurius',
  'hive',
  'naive',
];

/** The contenders without which the main ratios cannot be computed. */
const quickly = new Map<string, readonly ContenderKey[]>([
  ['BULK', ['gateway', 'barePg', 'pgbench', 'apollo', 'hive', 'naive']],
  ['SINGLE', ['gateway', 'pgbench', 'unbatched', 'keys', 'restUnbatched', 'mercurius', 'hive']],
]);

/** All contenders under both loads. */
export async function compare(bench: Bench): Promise<CaseResult[]> {
  const { options, ground } = bench;
  const contenders = field(ground.url, await recordTemplates(bench));
  const cases = [BULK, SINGLE].flatMap((load): Case[] => {
    const keys = (options.quick ? quickly.get(load.name) : everyone) ?? [];
    return keys
      .map((key) => ({ contender: contenders[key], load, walk: walkOf(load, options), key }))
      .filter(({ key, contender }) => isWanted(options.only, key, contender.name));
  });
  return interleave(bench, cases);
}

function isWanted(only: readonly string[], ...names: string[]): boolean {
  return only.length === 0 || only.some((part) => names.some((name) => name.includes(part)));
}
