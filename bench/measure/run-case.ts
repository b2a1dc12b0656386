import type { RunningContender } from '../contenders/contender.js';
import type { Drive, Driven } from '../load/drive.js';
import { countRecords, emptyRecords } from '../store/data.js';
import { canMeasureProcesses, usageOf } from './process-tree.js';

/** One measurement of one contender under one load. */
export interface Measurement {
  readonly customersPerSecond: number;
  readonly mutationsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU milliseconds per mutation, and the most memory; NaN where the contender has no node process. */
  readonly nodeCpuMs: number;
  readonly residentMb: number;
  readonly postgresCpuMs: number;
  /** The driver's own; where the contender is driven from within, it is part of nodeCpuMs. */
  readonly driverCpuMs: number;
  readonly failed: number;
  /** Customers answered with success, and rows found in the store: they should be the same. */
  readonly answered: number;
  readonly recorded: number;
}

/** Where a case runs. */
export interface Ground {
  readonly url: string;
  readonly postgresPid: number;
}

const LOOK_EVERY_MS = 250;

/** Empties the records unless an option keeps them, drives the contender, and counts what it recorded. */
export async function runCase(
  ground: Ground,
  contender: RunningContender,
  drive: Drive,
  prepare: (url: string) => Promise<void> = emptyRecords,
): Promise<Measurement> {
  await prepare(ground.url);
  const before = await countRecords(ground.url);
  const { driven, node, postgres, residentMb } = await driveWatched(ground, contender, drive);
  const { completed, seconds, answered, failed, failure } = driven;
  if (failure !== undefined) console.error(`  ${contender.name}: ${failed} failed, first: ${failure}`);
  return {
    customersPerSecond: (completed * drive.walk.size) / seconds,
    mutationsPerSecond: completed / seconds,
    p50: driven.p50,
    p99: driven.p99,
    nodeCpuMs: node / completed,
    postgresCpuMs: postgres / completed,
    driverCpuMs: driven.cpuMs / completed,
    residentMb,
    failed,
    answered: answered * drive.walk.size,
    recorded: (await countRecords(ground.url)) - before,
  };
}

/** What was driven, with the CPU milliseconds of its window. */
interface Watched {
  readonly driven: Driven;
  readonly node: number;
  readonly postgres: number;
  readonly residentMb: number;
}

async function driveWatched(
  { postgresPid }: Ground,
  contender: RunningContender,
  drive: Drive,
): Promise<Watched> {
  const look = () => ({ node: usageOf(contender.pids()).cpuMs, postgres: usageOf([postgresPid]).cpuMs });
  let begin = look();
  let end = begin;
  let residentMb = NaN;
  const timer = setInterval(() => {
    const now = usageOf(contender.pids()).residentMb;
    if (!(residentMb > now)) residentMb = now;
  }, LOOK_EVERY_MS);
  try {
    const driven = await contender.drive(drive, {
      begin: () => {
        begin = look();
      },
      end: () => {
        end = look();
      },
    });
    if (!canMeasureProcesses) return { driven, node: NaN, postgres: NaN, residentMb: NaN };
    return { driven, node: end.node - begin.node, postgres: end.postgres - begin.postgres, residentMb };
  } finally {
    clearInterval(timer);
  }
}
