import type { Bench, CaseResult } from '../bench.js';
import type { Findings } from './findings.js';
import { guessingTable } from './guessing.js';
import { hostileTable } from './hostile.js';
import { describeMachine } from './machine.js';
import { measurementTables, pressureTable, soakTable } from './measurements.js';
import { ratioTable } from './ratios.js';
import { table } from './table.js';

/** The findings as Markdown: what RESULTS.md holds and the terminal shows. */
export function resultsPage(bench: Bench, findings: Findings): string {
  const { repetitions, warmUp, seconds, customers, promotions, quick } = bench.options;
  return [
    '# Results',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; [README.md](README.md) says how it measures. ` +
      `${customers} customers, ${promotions} promotions; medians of ${repetitions} interleaved repetition${repetitions === 1 ? '' : 's'} ` +
      `of ${seconds} s after ${warmUp} s of warm-up. Throughput depends on the machine and on what else it does: ` +
      'compare only within a table.',
    ...(quick
      ? ['This was a quick run: one short repetition shows little more than that everything works.']
      : []),
    '## Figures',
    ratioTable(findings),
    ...sectionTexts(findings).map(({ title, text }) => `${heading(title)}${text}`),
    `${MACHINE}${describeMachine(bench.server)}`,
    '',
  ].join('\n\n');
}

/**
 * A page of earlier results with the sections that were measured anew in place of the old ones, each with its date.
 * The figures at its top stay those of the run that compared everything.
 */
export function renewSections(page: string, findings: Findings, measured: string): string {
  return sectionTexts(findings).reduce((renewed, { title, text }) => {
    const section = `${heading(title)}Measured ${measured}.\n\n${text}\n\n`;
    const start = renewed.indexOf(heading(title));
    const before = start < 0 ? renewed.indexOf(MACHINE) : start;
    const after = start < 0 ? before : renewed.indexOf('\n## ', start) + 1;
    return renewed.slice(0, before) + section + renewed.slice(after);
  }, page);
}

const MACHINE = '## Machine and versions\n\n';

function heading(title: string): string {
  return `## ${title}\n\n`;
}

function sectionTexts(findings: Findings): readonly { title: string; text: string }[] {
  const { compare, actions, sizes, layers, pressure, hostile, guessing, growth, soak } = findings;
  return [
    { title: 'Comparison', text: compare && `${contenderTable(compare)}\n\n${measurementTables(compare)}` },
    { title: 'Enrol and earn', text: actions && measurementTables(actions) },
    { title: 'Customers of a mutation', text: sizes && measurementTables(sizes) },
    { title: 'The doors with nothing behind them', text: layers && measurementTables(layers) },
    { title: 'Event loop, and both loads at once', text: pressure && pressureTable(pressure) },
    { title: 'Calls at the limits', text: hostile && hostileTable(hostile) },
    { title: 'Beside callers that guess passwords', text: guessing && guessingTable(guessing) },
    { title: 'Growth', text: growth && measurementTables(growth) },
    { title: 'Soak: both loads at once', text: soak && soakTable(soak) },
  ].flatMap(({ title, text }) => (text === undefined ? [] : [{ title, text }]));
}

function contenderTable(results: readonly CaseResult[]): string {
  const descriptions = new Map(results.map(({ name, description }) => [name, description]));
  return table(['Contender', 'What it is'], [...descriptions]);
}
