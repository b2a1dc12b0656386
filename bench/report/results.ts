import type { Bench, CaseResult } from '../bench.js';
import type { Findings } from './findings.js';
import { hostileTable } from './hostile.js';
import { describeMachine } from './machine.js';
import { measurementTables, pressureTable, soakTable } from './measurements.js';
import { ratioTable } from './ratios.js';
import { table } from './table.js';

/** The findings as Markdown: what RESULTS.md holds and the terminal shows. */
export function resultsPage(bench: Bench, findings: Findings): string {
  const { repetitions, warmUp, seconds, customers, promotions, quick } = bench.options;
  const { compare, actions, sizes, layers, pressure, hostile, growth, soak } = findings;
  return [
    '# Results',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; [README.md](README.md) says how it measures. ` +
      `${customers} customers, ${promotions} promotions; medians of ${repetitions} interleaved repetition${repetitions === 1 ? '' : 's'} ` +
      `of ${seconds} s after ${warmUp} s of warm-up. Throughput depends on the machine and on what else it does: ` +
      'compare only within a table.',
    ...(quick
      ? ['This was a quick run: one short repetition tells little more than that everything works.']
      : []),
    '## Figures',
    ratioTable(findings),
    ...section('Comparison', compare && `${contenderTable(compare)}\n\n${measurementTables(compare)}`),
    ...section('Enrol and earn', actions && measurementTables(actions)),
    ...section('Customers of a mutation', sizes && measurementTables(sizes)),
    ...section('The doors with nothing behind them', layers && measurementTables(layers)),
    ...section('Event loop, and both loads at once', pressure && pressureTable(pressure)),
    ...section('Calls at the limits', hostile && hostileTable(hostile)),
    ...section('Growth', growth && measurementTables(growth)),
    ...section('Soak: both loads at once', soak && soakTable(soak)),
    '## Machine and versions',
    describeMachine(bench.server),
    '',
  ].join('\n\n');
}

function section(title: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`## ${title}`, text];
}

function contenderTable(results: readonly CaseResult[]): string {
  const descriptions = new Map(results.map(({ name, description }) => [name, description]));
  return table(['Contender', 'What it is'], [...descriptions]);
}
