import { beforeEach, describe, expect, it } from 'vitest';
import {
  importCustomers,
  type CustomerImportStore,
  type ImportProgress,
  type StagedLine,
} from '../../../src/service/import/customer-import.js';

/** The steps that the store was asked to take, in order. */
let steps: string[];
let store: CustomerImportStore;
beforeEach(() => {
  steps = [];
  const step = (...words: (string | number)[]) => {
    steps.push(words.join(' '));
    return Promise.resolve();
  };
  store = {
    lanes: 1,
    clear: () => step('clear'),
    stage: (lines) => step('stage', lines.length),
    refuseDuplicates: (onConflict) => step('refuse duplicates', onConflict),
    refuseTaken: ({ first, last }, onConflict) => step('refuse taken', first, last, onConflict),
    count: ({ first }) => Promise.resolve({ accepted: first === 1 ? 9_000 : 4, known: first === 1 ? 7 : 1 }),
    merge: ({ first, last }, onConflict) => step('merge', first, last, onConflict),
    countFaults: () => Promise.resolve([{ code: 'BAD_ID', count: 2, firstLine: 3 }]),
    faultsAfter: () => Promise.reject(new Error('not used')),
  };
});

const read = { customerId: '1', source: null, mobile: null, email: null, externalId: null };
async function* chunksOf(...lineNumbers: number[][]): AsyncGenerator<StagedLine[]> {
  for (const numbers of lineNumbers) yield numbers.map((line) => ({ line, read }));
}
const options = { onConflict: 'add', dryRun: false } as const;

describe('an import of customers', () => {
  it('stages, checks and merges all lines, ten thousand at a time, and counts what they brought', async () => {
    const progress: ImportProgress[] = [];
    const result = await importCustomers(store, chunksOf([2, 3], [], [10_001]), {
      ...options,
      onProgress: (each) => progress.push(each),
    });
    expect(result).toEqual({
      lines: 3,
      added: 8_996,
      unchanged: 8,
      faults: [{ code: 'BAD_ID', count: 2, firstLine: 3 }],
    });
    expect(steps).toEqual([
      'clear',
      'stage 2',
      'stage 0',
      'stage 1',
      'refuse duplicates add',
      'refuse taken 1 10000 add',
      'refuse taken 10001 20000 add',
      'merge 1 10000 add',
      'merge 10001 20000 add',
    ]);
    expect(progress).toEqual([
      { phase: 'reading', done: 2, total: null },
      { phase: 'reading', done: 2, total: null },
      { phase: 'reading', done: 3, total: null },
      { phase: 'checking', done: 1, total: 2 },
      { phase: 'checking', done: 2, total: 2 },
      { phase: 'importing', done: 1, total: 2 },
      { phase: 'importing', done: 2, total: 2 },
    ]);
  });

  it('that is a dry run takes the same steps up to the merge', async () => {
    const result = await importCustomers(store, chunksOf([2]), { onConflict: 'refuse', dryRun: true });
    expect(result).toMatchObject({ lines: 1, added: 8_993, unchanged: 7 });
    expect(steps.at(-1)).toBe('refuse taken 1 10000 refuse');
  });

  it('of a file without lines checks and merges nothing', async () => {
    const result = await importCustomers(store, chunksOf(), options);
    expect(result).toMatchObject({ lines: 0, added: 0, unchanged: 0 });
    expect(steps).toEqual(['clear', 'refuse duplicates add']);
  });

  it('merges as many chunks at a time as the store has lanes, and waits for all before it fails', async () => {
    let merging = 0;
    let most = 0;
    let merged = 0;
    const merge = async ({ first }: { first: number }) => {
      most = Math.max(most, (merging += 1));
      await Promise.resolve();
      merging -= 1;
      if (first === 1) throw new Error('outage');
      merged += 1;
    };
    const work = importCustomers({ ...store, lanes: 2, merge }, chunksOf([50_000]), options);
    await expect(work).rejects.toThrow('outage');
    expect({ most, merged }).toEqual({ most: 2, merged: 4 });
  });

  it('fails where a chunk cannot be staged, and merges nothing', async () => {
    const stage = () => Promise.reject(new Error('outage'));
    await expect(importCustomers({ ...store, stage }, chunksOf([2], [3]), options)).rejects.toThrow('outage');
    await expect(importCustomers({ ...store, stage }, chunksOf([2]), options)).rejects.toThrow('outage');
    expect(steps).toEqual(['clear', 'clear']);
  });
});
