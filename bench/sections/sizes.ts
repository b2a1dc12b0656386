import { interleave, type Bench, type CaseResult } from '../bench.js';
import { gateway } from '../contenders/gateway.js';
import { walkOf } from '../load/loads.js';

const SIZES = [1, 10, 100];
const CONNECTIONS = 8;

/** Mutations with one, ten and a hundred customers. */
export function compareSizes(bench: Bench): Promise<CaseResult[]> {
  const { options, ground } = bench;
  const contender = gateway('this gateway', 'Its real build', ground.url, { door: 'graphql' });
  const cases = SIZES.map((size) => {
    const load = { name: `${size} a mutation`, size, connections: CONNECTIONS };
    return { contender, load, walk: walkOf(load, options), key: `size ${size}` };
  });
  return interleave(bench, cases);
}
