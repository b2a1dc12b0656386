import type { Contender, RunningContender } from './contenders/contender.js';
import { Processes } from './contenders/processes.js';
import type { Load } from './load/loads.js';
import type { Action, Drive } from './load/drive.js';
import { runCase, type Ground, type Measurement } from './measure/run-case.js';
import type { Options } from './options.js';
import { emptyRecords } from './store/data.js';
import type { BenchServer } from './store/postgres.js';
import type { Walk } from './store/walk.js';

/** What the sections of a run share. */
export interface Bench {
  readonly options: Options;
  readonly server: BenchServer;
  /** The database with the usual number of customers. */
  readonly ground: Ground;
}

/** A contender under a load, and on which ground unless the usual one. */
export interface Case {
  readonly contender: Contender;
  readonly load: Load;
  readonly action?: Action;
  readonly ground?: Ground;
  readonly walk: Walk;
  readonly prepare?: (url: string) => Promise<void>;
  /** Whether it answers without recording. */
  readonly records?: boolean;
  /** Names the case among those of its section. */
  readonly key: string;
}

/** All repetitions of a case. */
export interface CaseResult {
  readonly name: string;
  readonly description: string;
  readonly load: Load;
  readonly key: string;
  readonly records: boolean;
  readonly repetitions: readonly Measurement[];
}

/** A process is compiled while it works: before anything is measured, each case does so much on each connection. */
const WARM_AFTER = 40;
/** Some are too slow for that, and some are through before they are compiled. */
const WARMING_SECONDS = { quick: { least: 0, most: 1 }, full: { least: 4, most: 10 } };

/**
 * Measures the cases one after the other, and all of them again as often as there are repetitions: so what the
 * machine does meanwhile befalls all alike.
 */
export async function interleave(bench: Bench, cases: readonly Case[]): Promise<CaseResult[]> {
  const processes = new Processes();
  try {
    const running = await startAll(cases, processes);
    for (const one of cases) await warm(bench, one, running.get(one.contender));
    const measured = cases.map((): Measurement[] => []);
    for (let repetition = 1; repetition <= bench.options.repetitions; repetition++) {
      for (const [i, one] of cases.entries()) {
        const contender = running.get(one.contender);
        if (contender === undefined) throw new Error('It was not started');
        const measurement = await measure(bench, one, contender);
        measured[i]?.push(measurement);
        progress(`${repetition}/${bench.options.repetitions}`, one, measurement);
      }
    }
    return cases.map(({ contender, load, key, records = true }, i) => ({
      name: contender.name,
      description: contender.description,
      load,
      key,
      records,
      repetitions: measured[i] ?? [],
    }));
  } finally {
    await processes.stop();
  }
}

async function startAll(
  cases: readonly Case[],
  processes: Processes,
): Promise<ReadonlyMap<Contender, RunningContender>> {
  const contenders = [...new Set(cases.map(({ contender }) => contender))];
  const started = contenders.map(async (one) => [one, await one.start(processes)] as const);
  return new Map(await Promise.all(started));
}

/** Keeps a contender busy until it has done enough to be at its speed, without looking at it. */
async function warm({ options, ground }: Bench, one: Case, contender?: RunningContender): Promise<void> {
  const { url } = one.ground ?? ground;
  await (one.prepare ?? emptyRecords)(url);
  const unwatched = { begin: () => undefined, end: () => undefined };
  const { least, most } = options.quick ? WARMING_SECONDS.quick : WARMING_SECONDS.full;
  const enough = WARM_AFTER * one.load.connections;
  let done = 0;
  for (let seconds = 0; seconds < least || (done < enough && seconds < most); seconds += 1) {
    const driven = await contender?.drive({ ...driveOf(one), warmUp: 0, seconds: 1 }, unwatched);
    done += driven?.answered ?? enough;
  }
}

function measure(
  { options: { warmUp, seconds }, ground }: Bench,
  one: Case,
  contender: RunningContender,
): Promise<Measurement> {
  return runCase(one.ground ?? ground, contender, { ...driveOf(one), warmUp, seconds }, one.prepare);
}

function driveOf({ walk, action = 'ENROL', load: { connections } }: Case): Omit<Drive, 'warmUp' | 'seconds'> {
  return { walk, action, connections };
}

function progress(repetition: string, { load, key, records = true }: Case, measurement: Measurement): void {
  const { customersPerSecond, p99, failed, answered, recorded } = measurement;
  const asItShould = failed === 0 && (!records || answered === recorded);
  const trouble = asItShould ? '' : `  !! ${failed} failed, ${answered} answered, ${recorded} recorded`;
  const speed = `${Math.round(customersPerSecond)} customers/s, p99 ${p99.toFixed(1)} ms`;
  console.log(`${repetition} ${load.name} ${key}: ${speed}${trouble}`);
}
