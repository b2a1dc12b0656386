import { interleave, type Bench, type Case, type CaseResult } from '../bench.js';
import { gateway } from '../contenders/gateway.js';
import { BULK, walkOf } from '../load/loads.js';
import { loadData } from '../store/data.js';

const SIZES = [10_000, 1_000_000, 10_000_000];

/** The same load with few, many and very many customers in the store. */
export async function compareGrowth(bench: Bench): Promise<CaseResult[]> {
  const { promotions } = bench.options;
  const cases: Case[] = [];
  for (const customers of SIZES) {
    console.log(`Loading ${customers} customers`);
    const url = await bench.server.createDatabase(`growth_${customers}`);
    await loadData(url, customers, promotions);
    cases.push({
      contender: gateway(`${customers} customers`, 'Its real build', url, { door: 'graphql' }),
      load: BULK,
      walk: walkOf(BULK, { customers, promotions }),
      ground: { ...bench.ground, url },
      key: String(customers),
    });
  }
  return interleave(bench, cases);
}
