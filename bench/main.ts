import { readFile, writeFile } from 'node:fs/promises';
import { benchFile } from './product.js';
import type { Bench } from './bench.js';
import { stopGenerators } from './load/http-load.js';
import { readOptions, USAGE, type Options, type Section } from './options.js';
import type { Findings } from './report/findings.js';
import { commit } from './report/machine.js';
import { renewSections, resultsPage } from './report/results.js';
import { compareActions } from './sections/actions.js';
import { compare } from './sections/compare.js';
import { compareGrowth } from './sections/growth.js';
import { compareLayers } from './sections/layers.js';
import { measureBesideGuesses } from './sections/guessing.js';
import { measureHostile } from './sections/hostile.js';
import { measurePressure } from './sections/pressure.js';
import { compareSizes } from './sections/sizes.js';
import { soak } from './sections/soak.js';
import { loadData } from './store/data.js';
import { startBenchServer } from './store/postgres.js';

const measure: { [Name in Section]: (bench: Bench) => Promise<NonNullable<Findings[Name]>> } = {
  compare,
  actions: compareActions,
  sizes: compareSizes,
  layers: compareLayers,
  pressure: measurePressure,
  hostile: measureHostile,
  guessing: measureBesideGuesses,
  growth: compareGrowth,
  soak,
};

// Leaving through `exit` ends the server and takes its folder away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof TypeError && 'code' in error ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
}

async function run(options: Options): Promise<void> {
  const server = await startBenchServer();
  try {
    console.log(`Loading ${options.customers} customers`);
    const url = await server.createDatabase('bench');
    await loadData(url, options.customers, options.promotions);
    const bench = { options, server, ground: { url, postgresPid: server.pid } };
    let findings: Findings = {};
    for (const section of options.sections) {
      console.log(`\n${section}`);
      findings = { ...findings, [section]: await measure[section](bench) };
    }
    const page = resultsPage(bench, findings);
    console.log(`\n${page}`);
    if (!options.quick && options.only.length === 0) await keep(page, options, findings);
  } finally {
    stopGenerators();
    await server.stop();
  }
}

/** A run that compares writes the whole page; any other renews its own sections and keeps the rest. */
async function keep(page: string, { sections }: Options, findings: Findings): Promise<void> {
  const file = benchFile('RESULTS.md');
  const measured = `on ${new Date().toISOString().slice(0, 10)} at ${commit()}`;
  const whole = sections.includes('compare');
  await writeFile(file, whole ? page : renewSections(await readFile(file, 'utf8'), findings, measured));
}
