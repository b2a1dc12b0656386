/** Imports a file of customers: stages its lines, judges them, and merges them into the store. */

import type { CustomerLine } from './customer-line.js';
import type { LineFault, LineFaultCode } from './faults.js';

/** A line of a file: a customer, or why it is refused. */
export interface StagedLine {
  readonly line: number;
  readonly read: CustomerLine | LineFault;
}

/** Lines from one number to another, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface LineWithFault extends LineFault {
  readonly line: number;
}

/** How often a code occurs, and where first. */
export interface FaultCount {
  readonly code: LineFaultCode;
  readonly count: number;
  readonly firstLine: number;
}

/** The treatment of a line with an identifier of another customer: it is refused, or only the identifier is. */
export type OnConflict = 'refuse' | 'add';

/** The port to the staged lines of one organisation's import. */
export interface CustomerImportStore {
  /** How many chunks can be merged at a time. */
  readonly lanes: number;
  /** Removes what an import before has left. */
  clear(): Promise<void>;
  stage(lines: readonly StagedLine[]): Promise<void>;
  /** Refuses identifiers that an earlier line of the file has for another customer. */
  refuseDuplicates(onConflict: OnConflict): Promise<void>;
  /** Refuses identifiers that another customer of the store has. */
  refuseTaken(range: LineRange, onConflict: OnConflict): Promise<void>;
  /** Counts the lines that are not refused, and those among them of which the store has everything already. */
  count(range: LineRange): Promise<{ accepted: number; known: number }>;
  /** Writes the lines that are not refused, all of them or none. */
  merge(range: LineRange, onConflict: OnConflict): Promise<void>;
  countFaults(): Promise<readonly FaultCount[]>;
  /** The faults behind a line, in the order of lines; a limited number of them. */
  faultsAfter(line: number): Promise<readonly LineWithFault[]>;
}

export interface ImportOptions {
  readonly onConflict: OnConflict;
  /** Everything is done but writing. */
  readonly dryRun: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly phase: 'reading' | 'checking' | 'importing';
  readonly done: number;
  /** Null while the file is read. */
  readonly total: number | null;
}

export interface ImportResult {
  readonly lines: number;
  /** Lines that brought something new. */
  readonly added: number;
  /** Lines of which the store had everything. */
  readonly unchanged: number;
  readonly faults: readonly FaultCount[];
}

/** A transaction of more lines takes longer than a second beside others. */
const LINES_AT_ONCE = 10_000;

/** A dry run takes the same steps as an import, up to the merge. */
export async function importCustomers(
  store: CustomerImportStore,
  chunks: AsyncIterable<readonly StagedLine[]>,
  options: ImportOptions,
): Promise<ImportResult> {
  await store.clear();
  const { lines, last } = await stageAll(store, chunks, options);
  await store.refuseDuplicates(options.onConflict);
  const ranges = rangesUpTo(last);
  let [accepted, known] = [0, 0];
  await inLanes(ranges, { lanes: store.lanes, phase: 'checking', ...options }, async (range) => {
    await store.refuseTaken(range, options.onConflict);
    const counts = await store.count(range);
    accepted += counts.accepted;
    known += counts.known;
  });
  if (!options.dryRun) {
    await inLanes(ranges, { lanes: store.lanes, phase: 'importing', ...options }, (range) =>
      store.merge(range, options.onConflict),
    );
  }
  return { lines, added: accepted - known, unchanged: known, faults: await store.countFaults() };
}

/** Reads the next lines while the ones before are sent. */
async function stageAll(
  store: CustomerImportStore,
  chunks: AsyncIterable<readonly StagedLine[]>,
  { onProgress }: ImportOptions,
): Promise<{ lines: number; last: number }> {
  let [lines, last] = [0, 0];
  let sending = Promise.resolve();
  for await (const chunk of chunks) {
    await sending;
    sending = store.stage(chunk);
    // A failure is met when the next chunk waits for it.
    sending.catch(() => undefined);
    lines += chunk.length;
    last = chunk.at(-1)?.line ?? last;
    onProgress?.({ phase: 'reading', done: lines, total: null });
  }
  await sending;
  return { lines, last };
}

function rangesUpTo(last: number): LineRange[] {
  return Array.from({ length: Math.ceil(last / LINES_AT_ONCE) }, (_, i) => ({
    first: i * LINES_AT_ONCE + 1,
    last: (i + 1) * LINES_AT_ONCE,
  }));
}

type LaneOptions = Pick<ImportOptions, 'onProgress'> & {
  readonly lanes: number;
  readonly phase: ImportProgress['phase'];
};

/** Works through the ranges in their order, so many at a time. */
async function inLanes(
  ranges: readonly LineRange[],
  { lanes, phase, onProgress }: LaneOptions,
  work: (range: LineRange) => Promise<void>,
): Promise<void> {
  const queue = ranges.values();
  let done = 0;
  const lane = async () => {
    for (const range of queue) {
      await work(range);
      onProgress?.({ phase, done: (done += 1), total: ranges.length });
    }
  };
  const results = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
